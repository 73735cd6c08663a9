import { isTrimmed, withoutTex } from "../../text/analysis/analyze.js";
import { analyzeChunk } from "../../text/analysis/analyzed-chunk.js";

/** A word as printed, without marks at its edges, and its terms. */
export interface PrintedWord {
  readonly typed: string;
  readonly terms: readonly string[];
}

export function* printedWords(text: string): Generator<PrintedWord> {
  for (const chunk of withoutTex(text).split(/\s+/)) {
    const typed = trimmed(chunk);
    if (typed !== "") yield { typed, terms: analyzeChunk(typed).terms };
  }
}

function trimmed(chunk: string): string {
  let [start, end] = [0, chunk.length];
  while (start < end && isTrimmed(chunk.charCodeAt(start))) start += 1;
  while (end > start && isTrimmed(chunk.charCodeAt(end - 1))) end -= 1;
  return chunk.slice(start, end);
}

/** The first terms as printed, without single letters and parts of words that are among them. */
export function printedTerms(
  terms: readonly string[],
  forms: ReadonlyMap<string, string>,
  size: number,
): string[] {
  const printed: string[] = [];
  for (const term of terms) {
    const form = forms.get(term) ?? term;
    const isPart = printed.some((other) => other.toLowerCase().includes(form.toLowerCase()));
    if (form.length > 1 && !isPart && printed.length < size) printed.push(form);
  }
  return printed;
}

/** How a text prints each of its terms, in lower case if it does anywhere: stems are no words. */
export function printedForms(text: string): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  const note = (term: string, typed: string) => {
    const known = forms.get(term);
    if (known === undefined || (known !== known.toLowerCase() && typed === typed.toLowerCase()))
      forms.set(term, typed);
  };
  const compounds: PrintedWord[] = [];
  for (const word of printedWords(text)) {
    const [only, ...others] = word.terms;
    if (only !== undefined && others.length === 0) note(only, word.typed);
    else compounds.push(word);
  }
  // A part is printed as such only if no word of its own is.
  for (const { typed, terms } of compounds) {
    const parts = typed
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .map((part) => ({ part, own: analyzeChunk(part).terms }));
    for (const term of terms)
      if (!forms.has(term))
        note(term, parts.find(({ own }) => own.length === 1 && own[0] === term)?.part ?? typed);
  }
  return forms;
}
