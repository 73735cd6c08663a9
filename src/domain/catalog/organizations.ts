import sql, { type Sql } from "sql-template-tag";
import type { Organization } from "../../db/generated/client.js";
import { columnsOf } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";
import { entityTable } from "./entity-table.js";

export const organizationColumns: Sql = columnsOf<Organization>("o", {
  id: true,
  slug: true,
  slugKey: true,
  key: true,
  sourceId: true,
  name: true,
  nameKey: true,
  otherNameKeys: true,
  avatarUrl: true,
  trustLevel: true,
  papersCount: true,
  upvotes: true,
  lastSeenOn: true,
});

export const organizationTable = entityTable<Organization>("organizations", "o", organizationColumns);

/** A subquery for the ID of the organization with this current or former slug. */
export function organizationOfSlug(slug: string): Sql {
  return sql`(select organization_id from organization_slugs where slug_key = ${caseKey(slug)})`;
}
