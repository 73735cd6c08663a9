import sql from "sql-template-tag";
import { openDatabase } from "../../../src/db/client.js";
import type { Database } from "../../../src/db/database.js";
import { migrate } from "../../../src/db/migrate.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { refreshStaleTermStatistics } from "../../../src/domain/upkeep/reanalyze.js";
import { rankByText } from "../../kit/search/free-text.js";
import { createEmptyDatabase, tell } from "../world.js";
import { judgeQuestions, type QualityMeasure, type Scores } from "./judging.js";
import { hit, ndcg, recall, reciprocalRank } from "./quality.js";
import { keywordQuestions, keywordsQuestions, type Question, titleQuestions } from "./questions.js";
import { measureRelated } from "./related-measure.js";

/** Best papers that are judged. */
const depth = 50;

/** How well free text finds papers; see docs of the tests in `questions.ts`. Papers have no keywords and no authors. */
export async function measureRelevance(
  clusterUrl: string,
  papers: readonly PaperDraft[],
  seed: number,
): Promise<QualityMeasure[]> {
  const texts = papers.map(textOf);
  const measures: QualityMeasure[] = [];
  const untitled = texts.map((paper, index) => ({ ...paper, title: `Untitled ${index}` }));
  await withPapers(clusterUrl, untitled, async (db, ids) => {
    measures.push(
      ...(await judge(db, ids, "e1m: title after the colon, titles not indexed", titleQuestions(papers), [
        ["MRR", 0.76, reciprocalRank],
        ["hit@10", 0.89, (found, right) => hit(found, right, 10)],
      ])),
    );
  });
  await withPapers(clusterUrl, texts, async (db, ids) => {
    measures.push(
      ...(await judge(db, ids, "3kw: three keywords of a paper", keywordsQuestions(papers, seed), [
        ["MRR", 0.9, reciprocalRank],
        ["hit@10", 0.97, (found, right) => hit(found, right, 10)],
      ])),
      ...(await judge(db, ids, "e3: papers that carry a keyword", keywordQuestions(papers, false), [
        ["nDCG@10", 0.325, (found, right) => ndcg(found, right, 10)],
        ["R@50", 0.67, (found, right) => recall(found, right, 50)],
      ])),
      ...(await judge(db, ids, "e3m: those that do not print it", keywordQuestions(papers, true), [
        ["nDCG@10", 0.155, (found, right) => ndcg(found, right, 10)],
        ["R@50", 0.52, (found, right) => recall(found, right, 50)],
      ])),
    );
  });
  const related = await measureRelated(
    (stored, work) => withPapers(clusterUrl, stored, work),
    papers,
    textOf,
  );
  return [...measures, ...related];
}

/** A paper without keywords and authors. */
function textOf({ arxivId, title, abstract, publishedOn, publishedAt }: PaperDraft): PaperDraft {
  return {
    ...{ title, publishedOn, publishedAt },
    ...(arxivId === undefined ? {} : { arxivId }),
    ...(abstract === undefined ? {} : { abstract }),
  } as PaperDraft;
}

/** @param work gets the position of each paper by the number of its row */
async function withPapers(
  clusterUrl: string,
  papers: readonly PaperDraft[],
  work: (db: Database, positions: ReadonlyMap<number, number>) => Promise<void>,
): Promise<void> {
  const url = await createEmptyDatabase(clusterUrl, "bench_relevance");
  await migrate(url, "prisma/migrations");
  const db = openDatabase({ url, connections: 2 });
  try {
    for (let start = 0; start < papers.length; start += 1_000)
      await tell(db, papers.slice(start, start + 1_000));
    await refreshStaleTermStatistics(db);
    await db.query(sql`vacuum analyze`);
    const rows = await db.query<{ id: number; arxivId: string | null; title: string }>(
      sql`select id, arxiv_id as "arxivId", title from papers`,
    );
    const positions = new Map(papers.map(({ arxivId, title }, index) => [arxivId ?? title, index]));
    await work(
      db,
      new Map(rows.map(({ id, arxivId, title }) => [id, positions.get(arxivId ?? title) ?? -1])),
    );
  } finally {
    await db.close();
  }
}

function judge(
  db: Database,
  positions: ReadonlyMap<number, number>,
  test: string,
  questions: readonly Question[],
  scores: Scores,
): Promise<QualityMeasure[]> {
  return judgeQuestions(test, questions, scores, async ({ text, ignored }) => {
    const ranked = await rankByText(db, text, depth + (ignored?.size ?? 0));
    return ranked
      .map(({ id }) => positions.get(id) ?? -1)
      .filter((position) => !ignored?.has(position))
      .slice(0, depth);
  });
}
