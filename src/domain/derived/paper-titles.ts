import sql from "sql-template-tag";
import type { Transaction } from "../../db/database.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { mergeWords } from "../sql/merge-words.js";
import { copyRows, rowsAs } from "../sql/rows.js";
import { nameKey } from "../values/folded-keys.js";
import { levelOf } from "../values/levels.js";

interface TitleRow {
  readonly paperId: number;
  readonly level: number;
  readonly words: string;
}

type Titled = Pick<PaperState, "title" | "titleKey" | "arxivId" | "upvotes">;

/** Stores the words of new and renamed papers, and new levels: few upvotes reach the next one. */
export async function refreshTitles(
  transaction: Transaction,
  changed: readonly PaperChange[],
): Promise<void> {
  const [added, others]: [TitleRow[], (Titled & { id: number })[]] = [[], []];
  for (const { id, before, after } of changed)
    if (before === null) added.push(rowOf(id, after));
    else if (differs(before, after)) others.push({ ...after, id });
  await copyRows(transaction, "paper_titles", added, { paperId: "int", level: "smallint", words: "text" });
  if (added.length > 0) await mergeWords(transaction, "paper_titles");
  await replaceTitles(transaction, others);
}

/** Stores the words and levels of papers, in the order of the index, which begins with the level. */
export async function replaceTitles(
  transaction: Transaction,
  papers: readonly (Titled & { id: number })[],
): Promise<void> {
  if (papers.length === 0) return;
  const rows = papers.map((paper) => rowOf(paper.id, paper));
  await transaction.query(
    sql`
      insert into paper_titles as known (paper_id, level, words)
      select * from ${rowsAs("row", rows, { paperId: "int", level: "smallint", words: "text" })} order by level
      on conflict (paper_id) do update set level = excluded.level, words = excluded.words
      where (known.level, known.words) is distinct from (excluded.level, excluded.words)
    `,
    "record_titles",
  );
  await mergeWords(transaction, "paper_titles");
}

function differs(before: Titled, after: Titled): boolean {
  return (
    before.title !== after.title || before.arxivId !== after.arxivId || levelOf(before) !== levelOf(after)
  );
}

/** The words of the title, and the arXiv ID as one word. */
function rowOf(paperId: number, paper: Titled): TitleRow {
  const words = nameKey(paper.title);
  return {
    paperId,
    level: levelOf(paper),
    words: paper.arxivId === null ? words : `${words} #${paper.arxivId}`,
  };
}
