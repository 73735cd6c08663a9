import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Organization } from "../../db/generated/client.js";
import { byKey, columnsOf } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";
import { InputError } from "../values/input-error.js";
import { entityTable } from "./entity-table.js";

export const organizationColumns: Sql = columnsOf<Organization>("o", {
  id: true,
  slug: true,
  slugKey: true,
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

/** Loads organizations by current or former slug, in input order; null for unknown slugs. */
export async function loadOrganizationsBySlug(
  db: Queryable,
  slugs: readonly string[],
): Promise<(Organization | null)[]> {
  const keys = slugs.map(caseKey);
  const rows = await db.query<Organization & { key: string }>(
    sql`
      select ${organizationColumns}, s.slug_key as key
      from organization_slugs s join organizations o on o.id = s.organization_id
      where s.slug_key = any(${keys}::text[])
    `,
    "load_organizations_by_slug",
  );
  return byKey(keys, rows, ({ key }) => key);
}

/** @throws InputError for an unknown ID */
export async function requireOrganization(db: Queryable, id: number, argument: string): Promise<void> {
  const [organization] = await organizationTable.load(db, [id]);
  if (!organization)
    throw new InputError(
      `${argument}: no organization has this id. Take ids from \`organizations\` or \`organization(slug:)\`.`,
      "NOT_FOUND",
    );
}

/** A subquery for the ID of the organization with this current or former slug. */
export function organizationOfSlug(slug: string): Sql {
  return sql`(select organization_id from organization_slugs where slug_key = ${caseKey(slug)})`;
}
