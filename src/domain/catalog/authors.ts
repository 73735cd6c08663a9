import sql, { type Sql } from "sql-template-tag";
import type { Author } from "../../db/generated/client.js";
import type { EntityListing } from "../lists/entity-lists.js";
import { columnsOf } from "../sql/rows.js";
import { entityTable } from "./entity-table.js";
import { organizationOfSlug } from "./organizations.js";

export interface AuthorListing extends EntityListing {
  /** Slug of an organization; only authors who published with it. */
  organization?: string | undefined;
}

export const authorColumns: Sql = columnsOf<Author>("a", {
  id: true,
  accountId: true,
  ownNameKey: true,
  name: true,
  nameKey: true,
  accountName: true,
  otherNameKeys: true,
  username: true,
  avatarUrl: true,
  papersCount: true,
  upvotes: true,
  lastSeenOn: true,
});

export const authorTable = entityTable<Author, AuthorListing>(
  "authors",
  "a",
  authorColumns,
  ({ organization }) => (organization === undefined ? [] : [writesFor(organization)]),
);

function writesFor(slug: string): Sql {
  return sql`
    a.id in (
      select author_id from affiliations
      where organization_id = ${organizationOfSlug(slug)}
    )
  `;
}
