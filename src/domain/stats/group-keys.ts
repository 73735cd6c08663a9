import sql, { raw, type Sql } from "sql-template-tag";
import { periodOf } from "./periods.js";
import type { Dimensions } from "./source-rows.js";

/** What tells a group from the others; null where nothing is counted by it. */
export interface GroupKeys {
  /** The first day of the period. */
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

/** The columns that papers are grouped by, and the fields of `GroupKeys` that they become. */
export function keyColumns({ period, subjects }: Dimensions): (typeof keys)[keyof typeof keys][] {
  return [...(period === null ? [] : [keys.period]), ...subjects.map((subject) => keys[subject])];
}

/** Rows with the column `period` beside their own, where it is counted by. */
export function keyedRows({ period }: Dimensions, rows: Sql): Sql {
  return period === null
    ? rows
    : sql`select ${periodOf(period, sql`published_on`)} as period, * from (${rows}) dated`;
}

/** One text for each group. */
export function keyOf({ period, organizationId, authorId, keywordId }: GroupKeys): string {
  return [period?.getTime(), organizationId, authorId, keywordId].join(" ");
}
