/**
 * Words that are ignored in a query with other words, because they match nearly every paper and are the slowest to look up.
 * Source: Snowball's English stop words as shipped with PostgreSQL, without parts of contractions.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
  itself they them their theirs themselves what which who whom this that these those am is are was were be been being
  have has had having do does did doing a an the and but if or because as until while of at by for with about against
  between into through during before after above below to from up down in out on off over under again further then once
  here there when where why how all any both each few more most other some such no nor not only own same so than too very
  can will just should now`.split(/\s+/),
);

/**
 * Common words that are not indexed in abstracts, because they carry little meaning and would take a fifth of the index.
 * Excludes `few`, `in` and `on`, which are part of terms: few-shot, in-context, on-policy.
 */
const functionWords: ReadonlySet<string> = new Set(
  `a an the and of to for with by from at as is are was were be been being has have had can this that these those which we
  our it its they their`.split(/\s+/),
);

/** Whether a word as typed is a function word; `IT`, `CAN` and `ITs` are acronyms. */
export function isFunctionWord(typed: string): boolean {
  return functionWords.has(typed.toLowerCase()) && !isAcronym(typed);
}

/** Whether a word as typed is a common word; `WHO`, `AM` and `ALL` are acronyms. */
export function isCommonWord(typed: string): boolean {
  return commonWords.has(typed.toLowerCase()) && !isAcronym(typed);
}

/** In a text in capitals, common words are not acronyms. */
export function withoutShouting(text: string): string {
  if (/\p{Ll}/u.test(text)) return text;
  return text.replace(/[A-Z]+/g, (word) => (isCommonWord(word.toLowerCase()) ? word.toLowerCase() : word));
}

function isAcronym(typed: string): boolean {
  return /^[A-Z]{2}/.test(typed);
}
