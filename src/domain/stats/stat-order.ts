import { raw, type Sql } from "sql-template-tag";
import { InputError } from "../values/input-error.js";
import type { GroupMeasure } from "./measures.js";
import type { Dimensions } from "./source-rows.js";
import { keyColumns } from "./subjects.js";

/** What groups are ordered by: a column of groups, and whether it is null without papers. */
const columns = {
  PERIOD: { column: "period" },
  PAPERS: { column: "papers" },
  UPVOTES: { column: "upvotes" },
  COMMENTS: { column: "comments" },
  AVERAGE_UPVOTES: { column: "average", nullable: true },
  AUTHORS: { column: "authors", measure: "authors" },
  ORGANIZATIONS: { column: "organizations", measure: "organizations" },
  MEDIAN_UPVOTES: { column: "median", measure: "median", nullable: true },
  MAX_UPVOTES: { column: "max", measure: "max", nullable: true },
} as const satisfies Record<string, { column: string; measure?: GroupMeasure; nullable?: true }>;

export type StatMeasure = keyof typeof columns;

export interface StatOrder {
  readonly measure: StatMeasure;
  readonly direction: "ASC" | "DESC";
}

/** @throws InputError for the order of periods without periods */
export function requireOrder({ period }: Dimensions, order: StatOrder | undefined): void {
  if (order?.measure === "PERIOD" && period === null)
    throw new InputError(
      "orderBy: PERIOD orders groups by period, and `by` has none. Add DAY, WEEK, MONTH, QUARTER, or YEAR to `by`, or order by another measure.",
    );
}

/** The measure by which groups are ordered, if it is not a sum. */
export function orderedMeasure(order: StatOrder | undefined): GroupMeasure | undefined {
  const ordered = order && columns[order.measure];
  return ordered && "measure" in ordered ? ordered.measure : undefined;
}

/** Whether partial sums have the columns of the order. */
export function isOfSums(order: StatOrder | undefined): boolean {
  return orderedMeasure(order) === undefined && order?.measure !== "AVERAGE_UPVOTES";
}

/**
 * The order of groups: by default by period, then papers and upvotes, descending. Groups without a value come last.
 *
 * @param backward reverses it
 */
export function groupOrder(by: Dimensions, order: StatOrder | undefined, backward = false): Sql {
  const { column, ...kind } = order ? columns[order.measure] : { column: undefined };
  const terms = [
    ...(column === undefined
      ? []
      : [{ column, descending: order?.direction === "DESC", nullable: "nullable" in kind }]),
    ...keyColumns({ ...by, subjects: [] }).map((period) => ({ column: period })),
    ...["papers", "upvotes"].map((sum) => ({ column: sum, descending: true })),
    ...keyColumns({ ...by, period: null }).map((key) => ({ column: key })),
  ] as { column: string; descending?: boolean; nullable?: boolean }[];
  const distinct = terms.filter(
    (term, index) => terms.findIndex((each) => each.column === term.column) === index,
  );
  return raw(
    distinct
      .map(({ column: name, descending = false, nullable = false }) =>
        [
          name,
          descending === backward ? "" : " desc",
          nullable ? ` nulls ${backward ? "first" : "last"}` : "",
        ].join(""),
      )
      .join(", "),
  );
}
