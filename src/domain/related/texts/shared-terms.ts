import { isUnspaced } from "../../../text/analysis/words.js";
import { chunksOf, wholeWordsOf } from "./whole-words.js";

/** A text whose words are shown. */
export interface PrintedText {
  readonly text: string;
  /** How it prints each of its words, by term. */
  readonly forms: ReadonlyMap<string, string>;
}

/** Other parts of compounds say nothing: `3D` of `3D-aware`, `2.5` of `VL-2.5`. */
const tellingPart = /^(?=.*\p{L}).{3}/u;
/** Of what is shown as printed: other signs are left over from formulas and brackets. */
const readable = /^[\p{L}\p{M}\p{N}\-\u2010-\u2013/._'’&+#*]+$/u;

/** Words are shown in lower case if they are printed so anywhere: a part of a compound only if the word itself is not printed. */
export function printedText(text: string): PrintedText {
  const [forms, parts] = [new Map<string, string>(), new Map<string, string>()];
  for (const chunk of chunksOf(text))
    for (const { term, printed, isPart } of wholeWordsOf(chunk)) {
      if (!readable.test(printed) || !(isPart ? tellingPart.test(printed) : printed.length > 1)) continue;
      const target = isPart ? parts : forms;
      const known = target.get(term);
      if (known === undefined || (known !== known.toLowerCase() && printed === printed.toLowerCase()))
        target.set(term, printed);
    }
  return { text, forms: new Map([...parts, ...forms]) };
}

/**
 * The first of the terms that are words of both papers, as the first of the texts of one prints them. Without parts of compounds
 * that are among them.
 *
 * @param other all texts of the other paper
 */
export function sharedTerms(
  terms: readonly string[],
  texts: readonly PrintedText[],
  other: string,
  size: number,
): string[] {
  const others = termsOf(other);
  const shown: string[] = [];
  const covered = new Set<string>();
  for (const term of terms) {
    if (shown.length === size) break;
    if (covered.has(term)) continue;
    const form = isUnspaced(term)
      ? firstOf(texts, ({ text }) => sharedRun(term, text, other))
      : others.has(term)
        ? firstOf(texts, ({ forms }) => forms.get(term))
        : undefined;
    if (form === undefined || shown.some((each) => isUnspaced(form) && each.includes(form))) continue;
    shown.push(form);
    for (const word of wholeWordsOf(form)) covered.add(word.term);
  }
  return shown;
}

function firstOf(
  texts: readonly PrintedText[],
  formIn: (text: PrintedText) => string | undefined,
): string | undefined {
  for (const text of texts) {
    const form = formIn(text);
    if (form !== undefined) return form;
  }
  return undefined;
}

function termsOf(text: string): ReadonlySet<string> {
  const terms = new Set<string>();
  for (const chunk of chunksOf(text)) for (const { term } of wholeWordsOf(chunk)) terms.add(term);
  return terms;
}

/** Longer runs are sentences. */
const maxRun = 12;

/** The longest text around two letters that both have, in a script without spaces, where terms are pairs of letters. */
function sharedRun(pair: string, text: string, other: string): string | undefined {
  let start = text.indexOf(pair);
  if (start < 0 || [...pair].length < 2 || !other.includes(pair)) return undefined;
  let end = start + pair.length;
  const isShared = () => isUnspaced(text.slice(start, end)) && other.includes(text.slice(start, end));
  while (end < text.length && end - start < maxRun && isShared()) end += 1;
  if (!isShared()) end -= 1;
  while (start > 0 && end - start < maxRun && isShared()) start -= 1;
  if (!isShared()) start += 1;
  return text.slice(start, end);
}
