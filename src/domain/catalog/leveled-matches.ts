import sql, { join, raw, type Sql } from "sql-template-tag";

export type SuggestedKind = "organization" | "author" | "keyword" | "paper";

/**
 * The first matches, highest level first: the levels below are not read.
 *
 * @param queries of the terms of each level, by name; names must be trusted
 * @param matches of a level, whose queries are `level.NAME`, in a subquery with `offset 0`, so that Postgres finds them before it
 *   sorts them; it would read all rows in order
 */
export function byLevels(
  queries: Readonly<Record<string, readonly (string | null)[]>>,
  matches: Sql,
  first: number,
): Sql {
  const columns = join(Object.values(queries).map((column) => sql`${column}::text[]`));
  return sql`
    select found.id, found.upvotes, row_number() over () as rank
    from unnest(${columns}) as level(${raw(Object.keys(queries).join(", "))}) cross join lateral (${matches} limit ${first}::int) found
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
