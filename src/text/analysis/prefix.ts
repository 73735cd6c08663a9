import { stem } from "./stem.js";

/** English suffixes that Porter2 removes completely or partly. */
const endings =
  `s es ed ing ings ly er ers ion ions ation ations ational ative ator ators ate ated ates ating ize ized izes izing
  izer izers ization izations ise ised ising isation isations al ally ality alities alism ance ances ence ences ancy ency
  able ability ible ibility ant ent ment ments ement ements ity ities ism ist ive ively iveness ivity ful fully fulness
  ous ously ousness ness less logy logical ical ically ic ics y ies ied`.split(/\s+/);

/** Shorter prefixes are too ambiguous. */
const minLength = 4;

/**
 * Stems that a prefix search would miss because they are shorter than the prefix: `hallucinati` is a prefix of `hallucination`,
 * whose stem is `hallucin`.
 *
 * @param typed lower-case and folded
 */
export function shorterStems(typed: string): string[] {
  const found = new Set<string>();
  const add = (word: string) => {
    const term = stem(word);
    if (!term.startsWith(typed)) found.add(term);
  };
  add(typed);
  if (typed.length < minLength || !/^[a-z]+$/.test(typed)) return [...found];
  for (const ending of endings)
    for (let overlap = 0; overlap < ending.length; overlap += 1)
      if (typed.length - overlap >= 2 && typed.endsWith(ending.slice(0, overlap)))
        add(typed + ending.slice(overlap));
  return [...found];
}

/**
 * `word*`. After a single letter, the star may also be a sign of its own, and it is one in `A* search` and `A^*`: there, a
 * capital is hardly a word that is still being typed.
 */
export function withoutStar(typed: string, isLast: boolean): { text: string; prefix: boolean } {
  const [text = "", stars] = typed.split(/(\*+)[^\p{L}\p{N}*+#]*$/u);
  if (stars === undefined) return { text: typed, prefix: false };
  const [, letter, tex] = /(?:^|[^\p{L}\p{N}.-])([A-Za-z])([$^{\\]*)$/u.exec(text) ?? [];
  if (letter === undefined) return { text: withoutOpenGroup(text), prefix: true };
  return { text: typed, prefix: tex === "" && (isLast || letter > "Z") };
}

/** A number as far as it is typed, without the commas that its last, short group keeps from being seen: `10,0`. */
function withoutOpenGroup(text: string): string {
  return /^\d{1,3}(?:,\d{3})*,\d{1,2}$/.test(text) ? text.replaceAll(",", "") : text;
}
