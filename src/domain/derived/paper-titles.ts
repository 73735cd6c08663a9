import sql from "sql-template-tag";
import type { Transaction } from "../../db/database.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { copyRows, rowsAs } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";
import { levelOf } from "../values/levels.js";

interface TitleRow {
  readonly paperId: number;
  readonly level: number;
  readonly words: string;
}

/** Stores the words of new and renamed papers, and new levels: few upvotes reach the next one. */
export async function refreshTitles(
  transaction: Transaction,
  changed: readonly PaperChange[],
): Promise<void> {
  const [added, others]: [TitleRow[], TitleRow[]] = [[], []];
  for (const { id, before, after } of changed)
    if (before === null) added.push(rowOf(id, after));
    else if (differs(before, after)) others.push(rowOf(id, after));
  await copyRows(transaction, "paper_titles", added, { paperId: "int", level: "smallint", words: "text" });
  if (others.length === 0) return;
  await transaction.query(
    sql`
      insert into paper_titles (paper_id, level, words)
      select * from ${rowsAs("row", others, { paperId: "int", level: "smallint", words: "text" })}
      on conflict (paper_id) do update set level = excluded.level, words = excluded.words
    `,
    "record_titles",
  );
}

function differs(before: PaperState, after: PaperState): boolean {
  return (
    before.title !== after.title || before.arxivId !== after.arxivId || levelOf(before) !== levelOf(after)
  );
}

function rowOf(paperId: number, paper: PaperState): TitleRow {
  return { paperId, level: levelOf(paper), words: titleWords(paper) };
}

/** The words of a title, and the arXiv ID as one word. */
export function titleWords({ title, arxivId }: Pick<PaperState, "title" | "arxivId">): string {
  return arxivId === null ? nameKey(title) : `${nameKey(title)} #${arxivId}`;
}
