import { isFunctionWord } from "./common-words.js";
import { isPluralAcronym, stem } from "./stem.js";
import { type Compound, isCamelCase, isRun, type Part, partsOf } from "./words.js";

/**
 * What a term is in its chunk: a word, a part or a form of a compound, or a form of a compound once more, at its last word, which
 * is another position but not another occurrence.
 */
export type Role = "word" | "compound" | "again";

/** Terms of a text without white space. */
export interface AnalyzedChunk {
  readonly terms: readonly string[];
  /** Position of each term, from 0, ascending. */
  readonly offsets: readonly number[];
  readonly roles: readonly Role[];
  /** Number of positions. */
  readonly length: number;
  readonly isFunctionWord: boolean;
}

export function analyzeChunk(chunk: string): AnalyzedChunk {
  if (/^[A-Za-z]+$/.test(chunk) && !isCamelCase(chunk)) {
    const word = (isPluralAcronym(chunk) ? chunk.slice(0, -1) : chunk).toLowerCase();
    const terms = [stem(word)];
    return { terms, offsets: [0], roles: ["word"], length: 1, isFunctionWord: isFunctionWord(chunk) };
  }
  const terms: string[] = [];
  const offsets: number[] = [];
  const roles: Role[] = [];
  const add = (term: string, offset: number, role: Role) => {
    terms.push(term);
    offsets.push(offset);
    roles.push(role);
  };
  let length = 0;
  const parts = partsOf(chunk);
  for (const part of parts) {
    if (isRun(part)) {
      for (const [index, bigram] of bigramsOf(part.letters).entries()) add(bigram, length + index, "word");
      length += part.letters.length;
    } else {
      addCompound(part, length, add);
      length += part.words.length;
    }
  }
  return { terms, offsets, roles, length, isFunctionWord: terms.length === 1 && parts.every(isAlone) };
}

/** Whether a part is a function word: `“the`. */
function isAlone(part: Part): boolean {
  return !isRun(part) && part.words.every(({ typed }) => isFunctionWord(typed));
}

function addCompound(
  { words, joined }: Compound,
  start: number,
  add: (term: string, offset: number, role: Role) => void,
): void {
  const role = joined.length > 0 ? "compound" : "word";
  for (const [index, { term, signed, others }] of words.entries()) {
    add(term, start + index, role);
    if (signed !== undefined) add(signed, start + index, "compound");
    for (const other of others ?? []) add(other, start + index, "compound");
    for (const { first, last, term: whole, splits } of joined)
      if (index === first || (index === last && !splits))
        add(whole, start + index, index === first ? "compound" : "again");
  }
}

/** Each letter with the next one, and the last one alone, so that a single letter matches as a prefix. */
function bigramsOf(letters: readonly string[]): string[] {
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ""));
}
