import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { OrganizationDraft, PaperDraft } from "../interchange/paper-draft.js";
import type { TrustLevel } from "../interchange/trust-level.js";
import { reserveIds, rowsAs } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";
import {
  type KnownOrganization,
  OrganizationIdentities,
  type RecordedOrganizations,
} from "./organization-identity.js";

/** Stores the organizations of drafts; see `organization-identity.ts`. */
export async function recordOrganizations(
  db: Queryable,
  drafts: readonly PaperDraft[],
  trustLevel: TrustLevel,
): Promise<RecordedOrganizations> {
  const stated = statedIn(drafts);
  if (stated.length === 0) return { ids: new Map(), renamed: [], absorbed: new Map() };
  const identities = await identify(db, stated, trustLevel);
  const { added, changed } = identities;
  for (const [index, id] of (await reserveIds(db, "organizations", added.length)).entries())
    (added[index] as KnownOrganization).id = id;
  await storeOrganizations(db, [...added, ...changed]);
  return identities.outcome(stated);
}

/** Like `recordOrganizations`, without storing anything. New organizations get negative IDs. */
export async function previewOrganizations(
  db: Queryable,
  drafts: readonly PaperDraft[],
  trustLevel: TrustLevel,
): Promise<RecordedOrganizations> {
  const stated = statedIn(drafts);
  const identities = await identify(db, stated, trustLevel);
  for (const [index, organization] of identities.added.entries()) organization.id = -1 - index;
  return identities.outcome(stated);
}

function statedIn(drafts: readonly PaperDraft[]): OrganizationDraft[] {
  const stated: OrganizationDraft[] = [];
  for (const { organization } of drafts) if (organization) stated.push(organization);
  return stated;
}

async function identify(
  db: Queryable,
  stated: readonly OrganizationDraft[],
  trustLevel: TrustLevel,
): Promise<OrganizationIdentities> {
  const identities = new OrganizationIdentities(await loadKnown(db, stated), trustLevel);
  for (const organization of stated) identities.state(organization);
  return identities;
}

async function loadKnown(db: Queryable, stated: readonly OrganizationDraft[]): Promise<KnownOrganization[]> {
  const slugKeys = new Set<string>();
  const sourceIds = new Set<string>();
  for (const { slug, formerSlugs = [], sourceId } of stated) {
    for (const each of [slug, ...formerSlugs]) slugKeys.add(caseKey(each));
    if (sourceId !== undefined) sourceIds.add(sourceId);
  }
  return db.query<KnownOrganization>(
    sql`
      select id, source_id as "sourceId", slug, slug_key as "slugKey", name, avatar_url as "avatarUrl",
        trust_level as "trustLevel",
        array(select slug_key from organization_slugs s where s.organization_id = o.id order by 1) as slugs
      from organizations o
      where source_id = any(${[...sourceIds]}::text[])
        or id in (select organization_id from organization_slugs where slug_key = any(${[...slugKeys]}::text[]))
    `,
    "record_load_organizations",
  );
}

const columns = {
  id: "int",
  sourceId: "text",
  slug: "text",
  slugKey: "text",
  key: "text",
  name: "text",
  nameKey: "text",
  otherNameKeys: "text",
  avatarUrl: "text",
  trustLevel: "smallint",
} as const;

async function storeOrganizations(db: Queryable, rows: readonly KnownOrganization[]): Promise<void> {
  if (rows.length === 0) return;
  const slugs = rows.flatMap(({ id, slugs }) => slugs.map((slugKey) => ({ slugKey, organizationId: id })));
  await db.query(
    sql`
      with stored as (
        insert into organizations (
          id, source_id, slug, slug_key, key, name, name_key, other_name_keys, avatar_url, trust_level
        )
        select * from ${rowsAs("row", rows.map(OrganizationIdentities.keyed), columns)}
        on conflict (id) do update set
          source_id = excluded.source_id, slug = excluded.slug, slug_key = excluded.slug_key, key = excluded.key,
          name = excluded.name, name_key = excluded.name_key, other_name_keys = excluded.other_name_keys,
          avatar_url = excluded.avatar_url, trust_level = excluded.trust_level
      )
      insert into organization_slugs as known (slug_key, organization_id)
      select * from ${rowsAs("row", slugs, { slugKey: "text", organizationId: "int" })}
      on conflict (slug_key) do update set organization_id = excluded.organization_id
      where known.organization_id <> excluded.organization_id
    `,
    "record_organizations",
  );
}
