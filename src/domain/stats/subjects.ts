import { join, raw, type Sql } from "sql-template-tag";

/** What papers are grouped by, other than periods. */
export type Subject = "organization" | "author" | "keyword" | "category";

/** Identifies a group; null for dimensions not grouped by. */
export interface GroupKeys {
  /** First day of the period. */
  period: Date | null;
  organizationId: number | null;
  authorId: number | null;
  keywordId: number | null;
  category: string | null;
}

interface SubjectKey {
  readonly column: string;
  readonly type: "int" | "text";
  readonly field: keyof GroupKeys;
  /** Where a paper has several, with its `paper_id`; authors are joined with the papers. */
  readonly table?: string;
}

export const subjectKeys: Readonly<Record<Subject, SubjectKey>> = {
  organization: { column: "organization_id", type: "int", field: "organizationId" },
  author: { column: "author_id", type: "int", field: "authorId" },
  keyword: { column: "keyword_id", type: "int", field: "keywordId", table: "paper_keywords" },
  category: { column: "category", type: "text", field: "category", table: "paper_categories" },
};

/** Names of the columns to group by. */
export function keyColumns({
  period,
  subjects,
}: {
  readonly period: object | null;
  readonly subjects: readonly Subject[];
}): string[] {
  return [...(period === null ? [] : ["period"]), ...subjects.map((subject) => subjectKeys[subject].column)];
}

/** The other keys as columns that are null. */
export function absentKeys(by: Parameters<typeof keyColumns>[0]): Sql[] {
  const present = keyColumns(by);
  const key = (column: string, type: string) =>
    present.includes(column) ? [] : [raw(`null::${type} as ${column}`)];
  return [
    key("period", "date"),
    ...Object.values(subjectKeys).map(({ column, type }) => key(column, type)),
  ].flat();
}

/** All keys as `GroupKeys`. */
export const groupKeys: Sql = join(
  ["period", ...Object.values(subjectKeys).map(({ column, field }) => `${column} as "${field}"`)].map((key) =>
    raw(key),
  ),
);
