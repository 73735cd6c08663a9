import sql, { raw, type Sql } from "sql-template-tag";

export type SuggestedKind = "organization" | "author" | "keyword" | "paper";

/** What is looked for in a level: queries of its terms. */
export interface LevelQuery {
  readonly query: string;
  /** Matches more than the query, faster. */
  readonly telling?: string | null;
}

/**
 * The first matches, highest level first: the levels below are not read.
 *
 * @param matches of `level.query` and `level.telling`, in a subquery with `offset 0`, so that Postgres finds them before it sorts
 *   them; it would read all rows in order
 */
export function byLevels(levels: readonly LevelQuery[], matches: Sql, first: number): Sql {
  const [queries, telling] = [levels.map(({ query }) => query), levels.map(({ telling = null }) => telling)];
  return sql`
    select found.id, found.upvotes, row_number() over () as rank
    from unnest(${queries}::text[], ${telling}::text[]) as level(query, telling) cross join lateral (${matches} limit ${first}::int) found
    limit ${first}::int
  `;
}

/** @param matches `id`, `upvotes` and `rank` */
export function matchesOf(kind: SuggestedKind, isEqual: boolean, matches: Sql): Sql {
  return sql`
    select ${raw(`'${kind}'`)} as kind, id, ${raw(String(isEqual))} as "isEqual", rank::int, upvotes
    from (${matches}) matches where to_regclass('${raw(indexes[kind])}') is not null
  `;
}

/** Missing during a bulk load; without it, a search would take minutes. */
const indexes: Readonly<Record<SuggestedKind, string>> = {
  organization: "organizations_terms_idx",
  author: "authors_terms_idx",
  keyword: "keywords_terms_idx",
  paper: "paper_titles_terms_idx",
};
