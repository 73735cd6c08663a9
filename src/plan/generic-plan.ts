import { isDeepStrictEqual } from "node:util";
import type { Queryable } from "../db/database.js";
import type { Statement } from "../db/statement.js";

/** A node of `explain (format json)`. */
interface PlanNode {
  readonly Plans?: readonly PlanNode[];
  readonly [property: string]: unknown;
}

/** What distinguishes how tables are read and joined. */
const properties = ["Node Type", "Relation Name", "Index Name", "Scan Direction", "Join Type"];

/**
 * Whether Postgres plans a statement alike with and without its values, so that one plan serves all values. Otherwise it may
 * settle on a bad one: it assumes that an open range selects a third of the rows, and would search for the papers of a week by
 * upvotes among all papers. The operation has paid for it: planning its statement three times takes less than its price.
 *
 * @returns false if Postgres cannot tell (before version 16, for example)
 */
export async function hasGenericPlan(
  db: Pick<Queryable, "query">,
  { text, values }: Statement,
): Promise<boolean> {
  const shapeOf = async (options: string, given: unknown[]) => {
    const [row] = await db.query<{ "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }>({
      text: `explain (${options}format json) ${text}`,
      values: given,
    });
    return row?.["QUERY PLAN"].map(({ Plan }) => readsOf(Plan, true));
  };
  try {
    return isDeepStrictEqual(await shapeOf("generic_plan, ", []), await shapeOf("", values));
  } catch {
    return false;
  }
}

/**
 * How a plan reads and joins tables. How it sorts, groups and merges rows takes about as long in any way, if they are read to
 * the end in both plans.
 *
 * @param wanted whether all rows are wanted, not only the first ones
 */
function readsOf({ Plans = [], ...node }: PlanNode, wanted: boolean): unknown[] {
  const type = String(node["Node Type"]);
  const readsAll = ["Sort", "Hash"].includes(type) || (type === "Aggregate" && node["Strategy"] !== "Sorted");
  const isWhole = readsAll || (wanted && type !== "Limit");
  const below = Plans.map((plan) => readsOf(plan, isWhole)).filter((reads) => reads.length > 0);
  const isJoin = "Join Type" in node && below.length > 1;
  if (!isJoin && !("Relation Name" in node || "Index Name" in node || type.startsWith("Gather")))
    return below.flat();
  return [[...properties.map((name) => node[name]), isWhole, below]];
}
