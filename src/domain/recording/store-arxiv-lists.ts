import sql, { raw } from "sql-template-tag";
import type { BinaryColumns } from "../../db/binary-rows.js";
import type { Transaction } from "../../db/database.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { copyRows } from "../sql/rows.js";

/** Replaces the lists of categories and versions that have changed. */
export async function storeArxivLists(db: Transaction, papers: readonly PaperChange[]): Promise<void> {
  await Promise.all([
    replaceLists(db, "paper_categories", papers, categoryRows, {
      paperId: "int",
      category: "text",
      position: "smallint",
    }),
    replaceLists(db, "paper_versions", papers, versionRows, {
      paperId: "int",
      number: "int",
      submittedAt: "timestamptz",
    }),
  ]);
}

/** @param rowsOf the rows of a paper's list */
async function replaceLists<Row extends object>(
  db: Transaction,
  table: string,
  papers: readonly PaperChange[],
  rowsOf: (paperId: number, state: PaperState) => Row[],
  columns: BinaryColumns<Row>,
): Promise<void> {
  const removed: number[] = [];
  const rows: Row[] = [];
  for (const { id, before, after } of papers) {
    const [former, now] = [before === null ? [] : rowsOf(id, before), rowsOf(id, after)];
    if (JSON.stringify(former) === JSON.stringify(now)) continue;
    if (former.length > 0) removed.push(id);
    rows.push(...now);
  }
  const removing =
    removed.length > 0 && db.query(sql`delete from ${raw(table)} where paper_id = any(${removed}::int[])`);
  await Promise.all([removing, copyRows(db, table, rows, columns)]);
}

function categoryRows(paperId: number, { categories }: PaperState) {
  return (categories ?? []).map((category, index) => ({ paperId, category, position: index + 1 }));
}

function versionRows(paperId: number, { versions }: PaperState) {
  return (versions ?? []).map(({ number, submittedAt }) => ({
    paperId,
    number,
    submittedAt: new Date(submittedAt),
  }));
}
