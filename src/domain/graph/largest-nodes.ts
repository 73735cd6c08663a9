import sql, { raw } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { sourceRows } from "../stats/stored-months.js";
import type { GraphKind, GraphNode } from "./ties.js";

/** The authors or organizations with most papers that match a filter, in the order of `paperStats`. */
export async function largestNodes(
  db: Queryable,
  kind: GraphKind,
  filter: PaperFilter,
  first: number,
): Promise<GraphNode[]> {
  const id = raw(`${kind}_id`);
  const top = { size: first, order: sql`papers desc, upvotes desc, ${id}`, isByTime: false };
  return db.query(sql`
    select ${id} as id, sum(papers)::int as "papersCount"
    from (${sourceRows({ filter }, { period: null, subjects: [kind] }, top)}) counted
    group by ${id}
    order by sum(papers) desc, sum(upvotes) desc, ${id}
    limit ${first}
  `);
}
