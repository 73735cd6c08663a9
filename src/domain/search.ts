import sql from "sql-template-tag";
import type { Queryable } from "../db/client.js";
import type { NumberedPaper } from "./merge.js";
import { rowsAs } from "./rows.js";

/**
 * Stores abstracts and makes the search documents anew of the papers whose words may have changed: new ones, those
 * with another title, abstract, organization or list, and all papers of organizations with a new name.
 */
export async function refreshSearch(
  db: Queryable,
  changed: readonly NumberedPaper[],
  renamedOrganizations: readonly number[],
): Promise<void> {
  const reworded = changed.filter(
    ({ before, after }) =>
      before === null ||
      before.title !== after.title ||
      before.organizationKey !== after.organizationKey ||
      before.authorsDigest !== after.authorsDigest ||
      before.keywordsDigest !== after.keywordsDigest ||
      before.abstractDigest !== after.abstractDigest,
  );
  const texts = reworded.map(({ id, abstract }) => ({ id, abstract }));
  const renamed =
    renamedOrganizations.length === 0
      ? []
      : await db.query<{ id: number }>(
          sql`select id from papers where organization_id = any(${renamedOrganizations}::int[])`,
        );
  const known = new Set(texts.map(({ id }) => id));
  const rows = [
    ...texts,
    ...renamed.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, abstract: null })),
  ];
  if (rows.length === 0) return;
  await db.query(
    sql`
      insert into paper_texts as stored (paper_id, abstract, search)
      select id, body,
        setweight(to_tsvector('english', search_fold(title)), 'A')
        || setweight(to_tsvector('english', search_fold(names)), 'B')
        || setweight(to_tsvector('english', search_fold(coalesce(body, ''))), 'D')
      from (
        select row.id, p.title, coalesce(row.abstract, t.abstract) as body, concat_ws(
          ' ', o.name, o.slug,
          (select string_agg(a.name, ' ' order by a.position) from authorships a where a.paper_id = row.id and not a.hidden),
          (
            select string_agg(k.name, ' ' order by pk.position)
            from paper_keywords pk join keywords k on k.id = pk.keyword_id where pk.paper_id = row.id
          )
        ) as names
        from ${rowsAs("row", rows, { id: "int", abstract: "text" })}
        join papers p on p.id = row.id
        left join paper_texts t on t.paper_id = row.id
        left join organizations o on o.id = p.organization_id
      ) document
      on conflict (paper_id) do update set abstract = excluded.abstract, search = excluded.search
    `,
    "record_refresh_search",
  );
}
