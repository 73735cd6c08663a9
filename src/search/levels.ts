/**
 * Minimum impact per level of strong terms: about two, four and six occurrences in a document of average length,
 * counting title words twice.
 */
export const minImpacts = [164, 193, 216] as const;

/** Impact of a term that occurs once in a document of average length. */
export const plainImpact = 116;

export const maxLevel = minImpacts.length;

/** The highest level that an impact reaches; 0 for most terms. */
export function levelsOf(impact: number): number {
  let level = 0;
  while (level < maxLevel && impact >= (minImpacts[level] as number)) level += 1;
  return level;
}

/** The strong form of a term. No term of a text starts with `^`, so prefix queries never match it. */
export function strongTerm(term: string, level: number): string {
  return level === 0 ? term : `^${level}${term}`;
}

/** A term and its strong forms. */
export function strongTerms(term: string): string[] {
  return Array.from({ length: maxLevel + 1 }, (_, level) => strongTerm(term, level));
}
