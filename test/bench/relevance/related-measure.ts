import type { Database } from "../../../src/db/database.js";
import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { rankRelated } from "../../../src/domain/related/rank.js";
import { loadSubject, type Subject, subjectOf } from "../../../src/domain/related/subject.js";
import { judgeQuestions, type QualityMeasure, type Scores } from "./judging.js";
import { ndcg, recall, reciprocalRank } from "./quality.js";
import { mentionedNames, type RelatedQuestion, sharedAuthors, sharedKeywords } from "./related-questions.js";

type WithPapers = (
  papers: readonly PaperDraft[],
  work: (db: Database, positions: ReadonlyMap<number, number>) => Promise<void>,
) => Promise<void>;

/** How well related papers are found, by text alone, and by all that counts. */
export async function measureRelated(
  withPapers: WithPapers,
  papers: readonly PaperDraft[],
  textOf: (paper: PaperDraft) => PaperDraft,
): Promise<QualityMeasure[]> {
  const measures: QualityMeasure[] = [];
  await withPapers(papers.map(textOf), async (db, positions) => {
    const judged = (test: string, questions: readonly RelatedQuestion[], scores: Scores) =>
      judge(db, positions, test, questions, scores);
    measures.push(
      ...(await judged("b: papers that share a keyword of few", sharedKeywords(papers, false), [
        ["nDCG@10", 0.135, (found, right) => ndcg(found, right, 10)],
        ["R@50", 0.2, (found, right) => recall(found, right, 50)],
      ])),
      ...(await judged("b2: the same, the phrases cut", sharedKeywords(papers, true), [
        ["nDCG@10", 0.092, (found, right) => ndcg(found, right, 10)],
      ])),
      ...(await judged("d: papers that share two authors", sharedAuthors(papers), [
        ["nDCG@10", 0.082, (found, right) => ndcg(found, right, 10)],
      ])),
    );
  });
  const { questions, masked } = mentionedNames(papers);
  const byText = "c: papers whose names are mentioned, masked";
  await withPapers(masked.map(textOf), async (db, positions) => {
    measures.push(...(await judge(db, positions, byText, questions, [["MRR", 0.2, reciprocalRank]])));
  });
  await withPapers(masked, async (db, positions) => {
    measures.push(
      ...(await judge(db, positions, `${byText}, with keywords and authors`, questions, [
        ["MRR", 0.235, reciprocalRank],
      ])),
    );
  });
  return measures;
}

function judge(
  db: Database,
  positions: ReadonlyMap<number, number>,
  test: string,
  questions: readonly RelatedQuestion[],
  scores: Scores,
): Promise<QualityMeasure[]> {
  const ids = new Map([...positions].map(([id, position]) => [position, id]));
  return judgeQuestions(test, questions, scores, async ({ paper, text }) => {
    const id = ids.get(paper) ?? 0;
    const subject: Subject | undefined =
      text === undefined ? await loadSubject(db, id) : { ...subjectOf(text), paper: id };
    const ranked = subject === undefined ? [] : (await rankRelated(db, subject, [])).best;
    return ranked.map((each) => positions.get(each.id) ?? -1);
  });
}
