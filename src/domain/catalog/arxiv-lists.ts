import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { grouped } from "./paper-details.js";

// The lists of papers that only arXiv states, loaded like other details.

/** arXiv categories of each paper, the primary one first. */
export async function loadCategories(db: Queryable, paperIds: readonly number[]): Promise<string[][]> {
  const rows = await db.query<{ paperId: number; category: string }>(
    sql`
      select paper_id as "paperId", category from paper_categories
      where paper_id = any(${paperIds}::int[]) order by paper_id, position
    `,
    "load_categories",
  );
  return grouped(paperIds, rows).map((categories) => categories.map(({ category }) => category));
}

/** A version on arXiv. */
export interface ListedVersion {
  number: number;
  submittedAt: Date;
}

/** Versions of each paper, by number. */
export async function loadVersions(db: Queryable, paperIds: readonly number[]): Promise<ListedVersion[][]> {
  const rows = await db.query<ListedVersion & { paperId: number }>(
    sql`
      select paper_id as "paperId", number, submitted_at as "submittedAt" from paper_versions
      where paper_id = any(${paperIds}::int[]) order by paper_id, number
    `,
    "load_versions",
  );
  return grouped(paperIds, rows);
}
