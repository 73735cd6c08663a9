import { isDeepStrictEqual } from "node:util";
import type { Queryable } from "../db/database.js";
import type { Statement } from "../db/statement.js";

/** A node of `explain (format json)`. */
interface PlanNode {
  readonly Plans?: readonly PlanNode[];
  readonly [property: string]: unknown;
}

/** What distinguishes plans besides their costs. */
const properties = [
  "Node Type",
  "Relation Name",
  "Index Name",
  "Scan Direction",
  "Join Type",
  "Subplan Name",
];

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
    return row?.["QUERY PLAN"].map(({ Plan }) => shape(Plan));
  };
  try {
    return isDeepStrictEqual(await shapeOf("generic_plan, ", []), await shapeOf("", values));
  } catch {
    return false;
  }
}

function shape({ Plans = [], ...node }: PlanNode): unknown {
  return [properties.map((name) => node[name]), Plans.map(shape)];
}
