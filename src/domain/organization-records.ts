import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { Authority } from "./authority.js";
import type { PaperDraft } from "./draft.js";
import { caseKey, nameKey } from "./keys.js";
import type { PendingPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

interface Known {
  id: number;
  slugKey: string;
  name: string;
  avatarUrl: string | null;
  authority: number;
}

/**
 * Stores the organizations that drafts name. A source of the same or higher authority renames; a lesser one only
 * adds an avatar that was missing.
 *
 * @returns the row of every slug key that the drafts name or that the papers have or had, and who has a new name
 */
export async function recordOrganizations(
  db: Queryable,
  drafts: readonly PaperDraft[],
  papers: readonly PendingPaper[],
  authority: Authority,
): Promise<{ ids: Map<string, number>; renamed: number[] }> {
  const stated = new Map<string, { slug: string; name?: string; avatarUrl?: string }>();
  for (const { organization } of drafts)
    if (organization) {
      const key = caseKey(organization.slug);
      stated.set(key, {
        ...stated.get(key),
        ...organization,
        slug: stated.get(key)?.slug ?? organization.slug,
      });
    }
  const keys = new Set(stated.keys());
  for (const { before, after } of papers)
    for (const key of [before?.organizationKey, after.organizationKey]) if (key) keys.add(key);
  if (keys.size === 0) return { ids: new Map(), renamed: [] };

  const known = new Map((await loadBySlug(db, [...keys])).map((row) => [row.slugKey, row]));
  const changes = [...stated].flatMap(([slugKey, { slug, name, avatarUrl }]) => {
    const row = known.get(slugKey);
    const replaces = authority >= (row?.authority ?? 0);
    const next = {
      slug,
      slugKey,
      name: (replaces ? name : undefined) ?? row?.name ?? slug,
      avatarUrl: (replaces ? avatarUrl : undefined) ?? row?.avatarUrl ?? avatarUrl ?? null,
      authority: Math.max(authority, row?.authority ?? 0),
    };
    const same =
      row && row.name === next.name && row.avatarUrl === next.avatarUrl && row.authority === next.authority;
    return same ? [] : [{ ...next, nameKey: nameKey(next.name) }];
  });
  const stored =
    changes.length === 0
      ? []
      : await db.query<Known>(sql`
          insert into organizations (slug, slug_key, name, name_key, avatar_url, authority)
          select * from ${rowsAs("row", changes, {
            slug: "text",
            slugKey: "text",
            name: "text",
            nameKey: "text",
            avatarUrl: "text",
            authority: "smallint",
          })}
          on conflict (slug_key) do update set
            name = excluded.name, name_key = excluded.name_key, avatar_url = excluded.avatar_url,
            authority = excluded.authority
          returning id, slug_key as "slugKey", name
        `);
  const renamed = stored.filter(
    ({ slugKey, name }) => known.has(slugKey) && known.get(slugKey)?.name !== name,
  );
  return {
    ids: new Map([...known.values(), ...stored].map(({ slugKey, id }) => [slugKey, id])),
    renamed: renamed.map(({ id }) => id),
  };
}

async function loadBySlug(db: Queryable, slugKeys: string[]): Promise<Known[]> {
  return db.query<Known>(
    sql`
      select id, slug_key as "slugKey", name, avatar_url as "avatarUrl", authority
      from organizations where slug_key = any(${slugKeys}::text[])
    `,
    "record_load_organizations",
  );
}
