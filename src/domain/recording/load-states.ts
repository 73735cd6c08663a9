import sql, { empty, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperState } from "../batch/merge.js";
import { categoriesOf, versionsOf } from "../interchange/arxiv-lists.js";
import { stateColumnTypes } from "../interchange/paper-columns.js";
import { rowColumns } from "../sql/rows.js";

export type StoredState = PaperState & { readonly id: number };

/**
 * @param found a query for paper IDs, as `id`
 * @param how `merge` with a draft, or `count`, which skips texts and lists: most of the cost
 */
export async function loadStates(
  db: Queryable,
  found: Sql,
  name: string,
  how: "merge" | "count",
): Promise<StoredState[]> {
  const [days, abstract, categories, versions, texts] =
    how === "merge"
      ? [
          sql`array(select day::text from feature_days where paper_id = p.id order by day)`,
          sql`md5(t.abstract)`,
          categoriesOf("p"),
          versionsOf("p"),
          sql`left join paper_texts t on t.paper_id = p.id`,
        ]
      : [sql`array[]::text[]`, sql`null::text`, sql`null::text[]`, sql`null::json`, empty];
  return db.query<StoredState>(
    sql`
      select ${rowColumns("p", stateColumnTypes)}, ${days} as "featuredOn", ${abstract} as "abstractDigest",
        ${categories} as categories, ${versions} as versions,
        latest.observed_at as "observedAt", coalesce(not latest.dated, false) as "upvotesUndated"
      from (${found}) found
      join papers p using (id)
      ${texts}
      left join lateral (
        select observed_at, dated from upvote_observations where paper_id = p.id order by observed_at desc limit 1
      ) latest on true
    `,
    name,
  );
}
