/**
 * Okapi BM25 (Robertson and Zaragoza, 2009), split into two factors: the impact of a term in a paper, which is stored, and
 * the rarity of the term, which is looked up at query time. So nothing stored becomes stale.
 */

/** Term frequency saturation. */
const k1 = 1.2;
/** Length normalization, from 0 (none) to 1 (full). */
const b = 0.75;
/** Average document length in terms: a constant, so that stored impacts do not depend on other papers. */
const averageLength = 157;

/** The upper limit of an impact. */
const maxImpact = k1 + 1;

/** Impacts are stored in a byte each. */
export const steps = 255;

/**
 * The paper's factor of BM25.
 *
 * @param frequency how often the term occurs in the document; fields may count more than once
 * @param length of the document: the number of its words, function words included, those of the title counted twice
 * @returns a whole number from 1 to 255, proportional to the impact
 */
export function impactOf(frequency: number, length: number): number {
  const impact = (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * length) / averageLength));
  return Math.max(1, Math.round((impact / maxImpact) * steps));
}

/**
 * The term's factor of BM25, times the size of a step of `impactOf`.
 *
 * @param papers how many papers there are
 * @param withTerm how many of them have the term
 */
export function weightOf(papers: number, withTerm: number): number {
  const rarity = Math.log((papers + 1) / (withTerm + 0.5));
  return (Math.max(rarity, 0.01) * maxImpact) / steps;
}
