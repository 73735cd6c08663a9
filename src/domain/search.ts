import sql from "sql-template-tag";
import type { Queryable, Transaction } from "../db/client.js";
import type { OrganizationsOfBatch } from "./derived.js";
import type { NumberedPaper } from "./merge.js";
import { copyRows, rowsAs } from "./rows.js";
import type { SearchWords } from "./search-words.js";

/** From so many papers on it pays to ask for words first; see `search-words.ts`. */
const fewest = 50;

/**
 * Stores abstracts and makes the search documents anew of the papers whose words may have changed: new ones, those
 * with another title, abstract, organization or list, and all papers of organizations with a new name.
 *
 * @param keywords the keywords of new papers, as they are spelled
 */
export async function refreshSearch(
  db: Transaction,
  changed: readonly NumberedPaper[],
  organizations: OrganizationsOfBatch,
  keywords: ReadonlyMap<number, readonly string[]>,
  words: SearchWords,
): Promise<void> {
  const added = changed.filter(({ before }) => before === null);
  const left = added.length < fewest ? added : await addDocuments(db, added, organizations, keywords, words);
  const reworded = changed.filter(
    ({ before, after }) =>
      before !== null &&
      (before.title !== after.title ||
        before.organizationKey !== after.organizationKey ||
        before.authorsDigest !== after.authorsDigest ||
        before.keywordsDigest !== after.keywordsDigest ||
        before.abstractDigest !== after.abstractDigest),
  );
  await replaceDocuments(db, [...left, ...reworded], organizations.renamed);
}

/** Adds the documents of new papers; returns those papers whose documents have to be made by Postgres. */
async function addDocuments(
  db: Transaction,
  papers: readonly NumberedPaper[],
  organizations: OrganizationsOfBatch,
  keywords: ReadonlyMap<number, readonly string[]>,
  words: SearchWords,
): Promise<NumberedPaper[]> {
  const namesOf = await organizationNames(db, papers, organizations);
  const split = papers.map((paper) => {
    const { title, organizationKey } = paper.after;
    const authors = (paper.authors ?? []).flatMap(({ name, hidden }) => (hidden === true ? [] : [name]));
    const names = [...(namesOf.get(organizationKey) ?? []), ...authors, ...(keywords.get(paper.id) ?? [])];
    return [
      { words: words.split(title), weight: "A" },
      { words: words.split(names.join(" ")), weight: "B" },
      { words: words.split(paper.abstract ?? ""), weight: "D" },
    ] as const;
  });
  await words.learn(db);
  const rows = papers.map((paper, index) => ({
    paper,
    paperId: paper.id,
    abstract: paper.abstract,
    search: words.documentOf(split[index] ?? []),
  }));
  const made = rows.filter(({ search }) => search !== undefined);
  await copyRows(db, "paper_texts", made, { paperId: "int", abstract: "text", search: "tsvector" });
  return rows.flatMap(({ paper, search }) => (search === undefined ? [paper] : []));
}

/** What the documents of an organization's papers say of it, by its slug key. */
async function organizationNames(
  db: Queryable,
  papers: readonly NumberedPaper[],
  { ids }: OrganizationsOfBatch,
): Promise<Map<string | null, string[]>> {
  const keys = new Set(papers.flatMap(({ after }) => after.organizationKey ?? []));
  if (keys.size === 0) return new Map();
  const rows = await db.query<{ slugKey: string; name: string; slug: string }>(
    sql`
      select slug_key as "slugKey", name, slug from organizations
      where id = any(${[...keys].flatMap((key) => ids.get(key) ?? [])}::int[])
    `,
    "search_organizations",
  );
  return new Map(rows.map(({ slugKey, name, slug }) => [slugKey, [name, slug]]));
}

async function replaceDocuments(
  db: Queryable,
  papers: readonly NumberedPaper[],
  renamedOrganizations: readonly number[],
): Promise<void> {
  const texts = papers.map(({ id, abstract }) => ({ id, abstract }));
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
