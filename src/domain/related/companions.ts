import sql, { raw, type Sql } from "sql-template-tag";
import type { Subject } from "./subject.js";

/** Latest papers of each author that count, and how many of those that share most authors are scored, whatever their text. */
const papersOfAuthor = 200;
const maxCoauthored = 60;
/** The same for keywords that at most this number of papers have. */
const papersOfKeyword = 20;
const maxAlike = 60;
const rareKeyword = 200;

/**
 * CTEs of papers that are scored whatever their text: `coauthored`, the papers with most of the authors, and `alike`, the papers
 * with most of the rare keywords. `authored` are all papers of the authors, with those of them: a paper that is found by its text
 * may be any of these.
 */
export function companionsOf({ authors, keywords }: Subject): Sql {
  const rare = keywords.filter(([, papers]) => papers <= rareKeyword).map(([id]) => id);
  // Hidden authorships have no author.
  return sql`
    authored as materialized (
      select s.paper_id as id, array_agg(distinct s.author_id) as authors
      from ${unnested(sql`${authors}::int[]`)} a(id) cross join lateral (
        select paper_id, author_id from authorships where author_id = a.id
        order by paper_id desc limit ${raw(String(papersOfAuthor))}
      ) s
      group by s.paper_id
    ), coauthored as (
      select id from authored order by cardinality(authors) desc, id desc limit ${raw(String(maxCoauthored))}
    ), alike as materialized (
      select s.paper_id as id
      from ${unnested(sql`${rare}::int[]`)} k(id) cross join lateral (
        select paper_id from paper_keywords where keyword_id = k.id
        order by paper_id desc limit ${raw(String(papersOfKeyword))}
      ) s
      group by s.paper_id
      order by count(*) desc, s.paper_id desc limit ${raw(String(maxAlike))}
    )`;
}

/** The elements of an array whose length Postgres does not estimate, so that it plans a prepared statement once for all lengths. */
export function unnested(array: Sql): Sql {
  return sql`unnest((select ${array}))`;
}
