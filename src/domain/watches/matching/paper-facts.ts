import sql from "sql-template-tag";
import type { Queryable } from "../../../db/database.js";

/** What filters say about a paper, to evaluate many of them without a statement for each. */
export interface PaperFacts {
  readonly id: number;
  readonly arxivId: string | null;
  /** Days, `YYYY-MM-DD`. */
  readonly publishedOn: string | null;
  readonly featuredOn: readonly string[];
  /** Milliseconds since 1970; midnight UTC if only the date is known. */
  readonly publishedAt: number | null;
  readonly addedAt: number;
  readonly updatedAt: number;
  readonly isFeatured: boolean;
  readonly hasAbstract: boolean;
  readonly hasCode: boolean;
  readonly hasOrganization: boolean;
  readonly slugKeys: readonly string[];
  readonly authors: readonly number[];
  readonly keywordKeys: readonly string[];
  readonly categories: readonly string[];
  readonly upvotes: number;
  readonly commentsCount: number;
  readonly authorsCount: number | null;
}

export async function loadPaperFacts(db: Queryable, ids: readonly number[]): Promise<PaperFacts[]> {
  return db.query<PaperFacts>(
    sql`
      select p.id, p.arxiv_id as "arxivId", p.published_on::text as "publishedOn",
        array(select f.day::text from feature_days f where f.paper_id = p.id) as "featuredOn",
        extract(epoch from coalesce(p.published_at, p.published_on::timestamp at time zone 'UTC'))::float8 * 1000 as "publishedAt",
        extract(epoch from p.added_at)::float8 * 1000 as "addedAt",
        extract(epoch from p.updated_at)::float8 * 1000 as "updatedAt",
        p.latest_featured_on is not null as "isFeatured",
        not exists (select from paper_texts t where t.paper_id = p.id and t.abstract is null) as "hasAbstract",
        p.code_url is not null as "hasCode", p.organization_id is not null as "hasOrganization",
        array(select s.slug_key from organization_slugs s where s.organization_id = p.organization_id) as "slugKeys",
        array(select s.author_id from authorships s where s.paper_id = p.id and s.author_id is not null) as authors,
        array(
          select k.key from paper_keywords pk join keywords k on k.id = pk.keyword_id where pk.paper_id = p.id
        ) as "keywordKeys",
        array(select c.category from paper_categories c where c.paper_id = p.id) as categories,
        p.upvotes, p.comments_count as "commentsCount", p.authors_count as "authorsCount"
      from papers p where p.id = any(${ids}::int[])
    `,
    "load_paper_facts",
  );
}

/** IDs of the papers that match each full-text query, in the order of the queries. */
export async function searchPapers(
  db: Queryable,
  tsqueries: readonly string[],
  ids: readonly number[],
): Promise<Set<number>[]> {
  const found = tsqueries.map(() => new Set<number>());
  if (tsqueries.length === 0) return found;
  const rows = await db.query<{ place: number; id: number }>(
    sql`
      select q.place::int as place, t.paper_id as id
      from unnest(${tsqueries}::text[]) with ordinality q(text, place)
      join paper_texts t on t.paper_id = any(${ids}::int[]) and t.search @@ q.text::tsquery
    `,
    "search_papers_of_events",
  );
  for (const { place, id } of rows) found[place - 1]?.add(id);
  return found;
}
