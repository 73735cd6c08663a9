import type { SearchQuery } from "../text/analysis/query.js";
import { type Condition, quoteTerm } from "../text/analysis/tsquery.js";
import { maxLevel, strongTerm } from "./levels.js";
import type { TermStatistics } from "./statistics.js";

// The cost of scoring grows with the number of matches. Beyond a limit, only papers in which the rarest query terms
// are strong are scored: the loop below lowers the required sum of their levels until enough papers qualify. Other
// matches follow, newest first.

/** Maximum number of matches that are all scored. */
const maxFullyScored = 500;
/** Minimum number of candidates; large enough to include the best page of results. */
const minCandidates = 40;
/** If more candidates are expected, they are not counted. The estimate of few terms that are strong may be far off. */
const surelyEnough = 100;
/** If more matches than this are expected, they are not counted. */
const maxCounted = 8_000;
/** Maximum number of terms whose levels are combined; the rarest ones. */
const maxCombinedTerms = 3;

/** Whether so few papers are expected to match that sorting them is faster than walking all papers from the newest. */
export function expectsFew(
  { condition }: Pick<SearchQuery, "condition">,
  statistics: TermStatistics,
): boolean {
  return estimateMatches(condition, statistics) <= maxCounted;
}

/**
 * Selects the matches to score.
 *
 * @param count counts the papers that match a tsquery
 * @returns tsqueries whose union is the candidate set; undefined if all matches can be scored. Postgres combines
 *   several index scans faster than it evaluates all combinations of terms in one.
 */
export async function candidatesOf(
  query: Pick<SearchQuery, "condition" | "terms" | "tsquery" | "whole">,
  statistics: TermStatistics,
  count: (tsquery: string) => Promise<number>,
): Promise<string[] | undefined> {
  const { condition, terms, tsquery, whole } = query;
  if (estimateMatches(condition, statistics) <= maxFullyScored) return undefined;
  const rarest = [...terms]
    .sort((one, other) => statistics.countOf(one) - statistics.countOf(other))
    .slice(0, maxCombinedTerms);
  for (let sum = rarest.length * maxLevel; sum > 0; sum -= 1) {
    const combinations = levelsWithSum(rarest.length, sum).map((levels) =>
      rarest.map((term, index) => strongTerm(term, levels[index] ?? 0)),
    );
    const expected = combinations.reduce(
      (total, each) => total + intersectionSize(each.map(statistics.countOf), statistics.papers),
      0,
    );
    if (expected < minCandidates && sum > 1) continue;
    const strong = combinations.map((each) => each.map(quoteTerm).join(" & "));
    // Each combination already requires all terms, and Postgres evaluates every condition.
    const complete = terms.length <= maxCombinedTerms && isConjunction(condition);
    const candidates = complete ? strong : strong.map((each) => `(${tsquery}) & ${each}`);
    const isEnough =
      expected >= surelyEnough || (await count(candidates.map(inBrackets).join(" | "))) >= minCandidates;
    if (!isEnough && sum > 1) continue;
    if (!isEnough && expectsFew(query, statistics) && (await count(tsquery)) <= maxFullyScored)
      return undefined;
    const equal =
      whole !== undefined && statistics.countOf(whole) <= maxFullyScored ? [quoteTerm(whole)] : [];
    return [...equal, ...candidates];
  }
  return undefined;
}

function inBrackets(tsquery: string): string {
  return `(${tsquery})`;
}

function isConjunction(condition: Condition): boolean {
  if ("all" in condition) return condition.all.every(isConjunction);
  return "term" in condition && !condition.prefix;
}

/** All assignments of levels to `count` terms that add up to `sum`. */
function levelsWithSum(count: number, sum: number): number[][] {
  if (count === 0) return sum === 0 ? [[]] : [];
  const found: number[][] = [];
  for (let level = 0; level <= Math.min(maxLevel, sum); level += 1)
    for (const others of levelsWithSum(count - 1, sum - level)) found.push([level, ...others]);
  return found;
}

const relatedness = 0.85;

/** Estimates the number of papers that match a condition. */
function estimateMatches(condition: Condition, statistics: TermStatistics): number {
  const { papers, countOf } = statistics;
  const each = (conditions: readonly Condition[]) =>
    conditions.map((one) => estimateMatches(one, statistics));
  if ("term" in condition) return condition.prefix ? papers : countOf(condition.term);
  if ("phrase" in condition)
    return intersectionSize(
      condition.phrase.map(({ term }) => countOf(term)),
      papers,
    );
  if ("not" in condition) return papers;
  if ("all" in condition) return intersectionSize(each(condition.all), papers);
  return Math.min(
    papers,
    each(condition.any).reduce((sum, count) => sum + count, 0),
  );
}

/**
 * Estimates the size of an intersection: each further term keeps a power of its share. An exponent of 1 would mean
 * independence, but words of a title are related. For two-word queries from real titles, the exponent ranges from
 * 0.53 to 1.26 (median 0.89).
 */
function intersectionSize(counts: readonly number[], papers: number): number {
  const [rarest = 0, ...others] = [...counts].sort((one, other) => one - other);
  return others.reduce(
    (left, count) => left * Math.min(1, count / Math.max(1, papers)) ** relatedness,
    rarest,
  );
}
