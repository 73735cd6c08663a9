import sql, { join, raw, type Sql } from "sql-template-tag";
import { periodOf } from "./periods.js";
import type { Dimensions } from "./source-rows.js";

/** Identifies a group; null for dimensions not grouped by. */
export interface GroupKeys {
  /** First day of the period. */
  period: Date | null;
  organizationId: number | null;
  authorId: number | null;
  keywordId: number | null;
}

export const noKeys: GroupKeys = { period: null, organizationId: null, authorId: null, keywordId: null };

const keys = {
  period: { column: raw("period"), field: raw('"period"'), name: "period", type: "date" },
  organization: {
    column: raw("organization_id"),
    field: raw('"organizationId"'),
    name: "organizationId",
    type: "int",
  },
  author: { column: raw("author_id"), field: raw('"authorId"'), name: "authorId", type: "int" },
  keyword: { column: raw("keyword_id"), field: raw('"keywordId"'), name: "keywordId", type: "int" },
} as const;

/** The columns of all keys, as `GroupKeys`. */
export const allKeyColumns: Sql = join(
  Object.values(keys).map(({ column, field }) => sql`${column} as ${field}`),
);

/** Columns to group by, and the `GroupKeys` fields they map to. */
export function keyColumns({ period, subjects }: Dimensions): (typeof keys)[keyof typeof keys][] {
  return [...(period === null ? [] : [keys.period]), ...subjects.map((subject) => keys[subject])];
}

/** Adds the column `period` if it is grouped by. */
export function keyedRows({ period }: Dimensions, rows: Sql): Sql {
  return period === null
    ? rows
    : sql`select ${periodOf(period, sql`published_on`)} as period, * from (${rows}) dated`;
}

export function keyOf({ period, organizationId, authorId, keywordId }: GroupKeys): string {
  return [period?.getTime(), organizationId, authorId, keywordId].join(" ");
}
