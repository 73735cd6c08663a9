/**
 * Least impacts of strong terms, by level: those of words that occur about two, three and five times in an average document,
 * a title counting twice.
 */
const leastImpacts = [140, 174, 203] as const;

export const maxLevel = leastImpacts.length;

/** Occurs once, in an average document. */
const plainImpact = 116;

/** The impact that a term of a level has, at least; about, for one that is not strong. */
export function leastImpact(level: number): number {
  return level === 0 ? plainImpact : (leastImpacts[level - 1] as number);
}

/** The level up to which a document lists a term as strong; 0 for most. */
export function levelsOf(impact: number): number {
  let level = 0;
  while (level < maxLevel && impact >= (leastImpacts[level] as number)) level += 1;
  return level;
}

/** The term that stands for a strong one. No term of a text begins with `^`, so no prefix of one finds it. */
export function strongTerm(term: string, level: number): string {
  return level === 0 ? term : `^${level}${term}`;
}

/** A term, and all that stand for it where it is strong. */
export function strongTerms(term: string): string[] {
  return Array.from({ length: maxLevel + 1 }, (_, level) => strongTerm(term, level));
}
