/**
 * Okapi BM25 (Robertson and Zaragoza, 2009), split into two factors: the impact of a term in a paper, computed at
 * index time, and the rarity of the term, computed at query time. Stored values therefore never go stale.
 */

/** Term frequency saturation. */
const k1 = 1.2;
/** Length normalization, from 0 (none) to 1 (full). */
const b = 0.75;
/** Weight of a title word relative to one in the abstract. */
export const titleWeight = 2;
/** Average document length in words. A constant, so that stored impacts do not depend on other papers. */
const averageLength = 157;

/** Upper bound of an impact. */
const maxImpact = k1 + 1;

/** Impacts are stored in a byte each. */
export const steps = 255;

/**
 * The document factor of BM25.
 *
 * @param frequency occurrences of the term; occurrences in some fields count more than once
 * @param length words of title and abstract, without function words; title words count twice
 * @returns an integer from 1 to 255, proportional to the impact
 */
export function impactOf(frequency: number, length: number): number {
  const impact = (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * length) / averageLength));
  return Math.max(1, Math.round((impact / maxImpact) * steps));
}

/** Saturation of the frequency in a query that is a text: much later than in a paper. */
const k3 = 8;

/** The query factor of BM25 for a term that a text has several times. */
export function repetitionOf(frequency: number): number {
  return (frequency * (k3 + 1)) / (frequency + k3);
}

/**
 * The query factor of BM25 for a term, scaled to the units of `impactOf`.
 *
 * @param papers total number of papers
 * @param withTerm number of papers that contain the term
 */
export function weightOf(papers: number, withTerm: number): number {
  const rarity = Math.log((papers + 1) / (withTerm + 0.5));
  return (Math.max(rarity, 0.01) * maxImpact) / steps;
}
