import { isFunctionWord } from "./common-words.js";
import { isPluralAcronym, stem } from "./stem.js";
import { type Compound, isCamelCase, isRun, type Part, partsOf } from "./words.js";

/** Terms of a text without white space. */
export interface AnalyzedChunk {
  readonly terms: readonly string[];
  /** Position of each term, from 0, ascending. */
  readonly offsets: readonly number[];
  /** Number of positions. */
  readonly length: number;
  readonly isFunctionWord: boolean;
}

export function analyzeChunk(chunk: string): AnalyzedChunk {
  if (/^[A-Za-z]+$/.test(chunk) && !isCamelCase(chunk)) {
    const word = (isPluralAcronym(chunk) ? chunk.slice(0, -1) : chunk).toLowerCase();
    return { terms: [stem(word)], offsets: [0], length: 1, isFunctionWord: isFunctionWord(chunk) };
  }
  const terms: string[] = [];
  const offsets: number[] = [];
  const add = (term: string, offset: number) => {
    terms.push(term);
    offsets.push(offset);
  };
  let length = 0;
  const parts = partsOf(chunk);
  for (const part of parts) {
    if (isRun(part)) {
      for (const [index, bigram] of bigramsOf(part.letters).entries()) add(bigram, length + index);
      length += part.letters.length;
    } else {
      addCompound(part, length, add);
      length += part.words.length;
    }
  }
  return { terms, offsets, length, isFunctionWord: terms.length === 1 && parts.every(isAlone) };
}

/** Whether a part is a function word: `“the`. */
function isAlone(part: Part): boolean {
  return !isRun(part) && part.words.every(({ typed }) => isFunctionWord(typed));
}

function addCompound(
  { words, joined }: Compound,
  start: number,
  add: (term: string, offset: number) => void,
): void {
  for (const [index, { term, signed, others }] of words.entries()) {
    add(term, start + index);
    if (signed !== undefined) add(signed, start + index);
    for (const other of others ?? []) add(other, start + index);
    for (const { first, last, term: whole, splits } of joined)
      if (index === first || (index === last && !splits)) add(whole, start + index);
  }
}

/** Each letter with the next one, and the last one alone, so that a single letter matches as a prefix. */
function bigramsOf(letters: readonly string[]): string[] {
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ""));
}
