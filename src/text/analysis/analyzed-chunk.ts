import { isPluralAcronym, stem } from "./stem.js";
import { type Compound, isRun, partsOf } from "./words.js";

/** The terms of a text without white space: of a plain word its term, otherwise all of them. */
export type AnalyzedChunk = string | AnalyzedParts;

export interface AnalyzedParts {
  readonly terms: readonly string[];
  /** Of each term, counted from 0, ascending. */
  readonly offsets: readonly number[];
  /** Positions used. */
  readonly length: number;
}

export function analyzeChunk(chunk: string): AnalyzedChunk {
  if (/^[A-Za-z]+$/.test(chunk))
    return stem((isPluralAcronym(chunk) ? chunk.slice(0, -1) : chunk).toLowerCase());
  const terms: string[] = [];
  const offsets: number[] = [];
  const add = (term: string, offset: number) => {
    terms.push(term);
    offsets.push(offset);
  };
  let length = 0;
  for (const part of partsOf(chunk)) {
    if (isRun(part)) {
      for (const [index, bigram] of bigramsOf(part.letters).entries()) add(bigram, length + index);
      length += part.letters.length;
    } else {
      addCompound(part, length, add);
      length += part.words.length;
    }
  }
  return { terms, offsets, length };
}

function addCompound(
  { words, joined }: Compound,
  start: number,
  add: (term: string, offset: number) => void,
): void {
  for (const [index, { term, signed }] of words.entries()) {
    add(term, start + index);
    if (signed !== undefined) add(signed, start + index);
    for (const { first, last, term: whole, splits } of joined)
      if (index === first || (index === last && !splits)) add(whole, start + index);
  }
}

/** Each letter with the next one, and the last one alone, so that a single letter is found as the beginning of a term. */
function bigramsOf(letters: readonly string[]): string[] {
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ""));
}
