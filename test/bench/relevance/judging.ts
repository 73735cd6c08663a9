import { mean } from "./quality.js";

/** A measure of a test, as a share of 1, and the least that it must be. */
export interface QualityMeasure {
  readonly test: string;
  readonly measure: string;
  readonly queries: number;
  readonly value: number;
  readonly floor: number;
}

export type Score = (found: readonly number[], right: ReadonlySet<number>) => number;

/** Measures of a test, each with its floor. */
export type Scores = readonly (readonly [measure: string, floor: number, Score])[];

/** The mean of each score over the questions. @param find the papers found, best first */
export async function judgeQuestions<Question extends { readonly right: ReadonlySet<number> }>(
  test: string,
  questions: readonly Question[],
  scores: Scores,
  find: (question: Question) => Promise<readonly number[]>,
): Promise<QualityMeasure[]> {
  const values = scores.map((): number[] => []);
  for (const question of questions) {
    const found = await find(question);
    for (const [index, [, , score]] of scores.entries()) values[index]?.push(score(found, question.right));
  }
  return scores.map(([measure, floor], index) => ({
    test,
    measure,
    queries: questions.length,
    value: mean(values[index] ?? []),
    floor,
  }));
}
