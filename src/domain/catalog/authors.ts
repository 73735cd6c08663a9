import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Author } from "../../db/generated/client.js";
import {
  countEntities,
  type EntityListing,
  entityOrder,
  findEntities,
  orderOf,
} from "../lists/entity-lists.js";
import type { List } from "../lists/list.js";
import type { PageArguments } from "../lists/page-request.js";
import type { Page } from "../lists/pages.js";
import { byKey, columnsOf } from "../sql/rows.js";
import { InputError } from "../values/input-error.js";
import { organizationOfSlug } from "./organizations.js";

export interface AuthorListing extends EntityListing {
  /** Slug of an organization; only authors who published with it. */
  organization?: string | undefined;
  page: PageArguments;
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

export async function findAuthors(db: Queryable, listing: AuthorListing): Promise<Page<Author>> {
  const identity = ["authors", listing.search, listing.organization, orderOf(listing)];
  return findEntities<Author>(db, identity, "a", listOf(listing), listing);
}

export async function countAuthors(db: Queryable, listing: Omit<AuthorListing, "page">): Promise<number> {
  return countEntities(db, "a", listOf(listing), listing);
}

/** Loads authors by ID, in input order; null for unknown IDs. */
export async function loadAuthors(db: Queryable, ids: readonly number[]): Promise<(Author | null)[]> {
  const rows = await db.query<Author>(
    sql`select ${authorColumns} from authors a where a.id = any(${ids}::int[])`,
    "load_authors",
  );
  return byKey(ids, rows, ({ id }) => id);
}

/**
 * @param argumentOf name of the argument that holds the ID at an index
 * @throws InputError for the first unknown ID, whose empty result would look like a valid one
 */
export async function requireAuthors(
  db: Queryable,
  ids: readonly number[],
  argumentOf: (index: number) => string,
): Promise<void> {
  const index = (await loadAuthors(db, ids)).indexOf(null);
  if (index >= 0)
    throw new InputError(
      `${argumentOf(index)}: no author has this id. Take ids from \`authors\` or from a paper's \`authors\`.`,
      "NOT_FOUND",
    );
}

function listOf({ organization, ...listing }: Omit<AuthorListing, "page">): List {
  const order = orderOf(listing);
  // `author_votes` has the index for this order.
  const apart = order.field === "UPVOTES";
  return {
    columns: authorColumns,
    from: apart ? sql`author_votes v join authors a on a.id = v.author_id` : sql`authors a`,
    conditions: organization === undefined ? [] : [writesFor(organization)],
    id: apart ? sql`v.author_id` : sql`a.id`,
    order: { ...entityOrder("a", order), ...(apart ? { value: sql`v.upvotes` } : {}) },
  };
}

function writesFor(slug: string): Sql {
  return sql`
    a.id in (
      select author_id from affiliations
      where organization_id = ${organizationOfSlug(slug)}
    )
  `;
}
