import { isTrimmed, withoutTex } from "../../text/analysis/analyze.js";
import { analyzeChunk } from "../../text/analysis/analyzed-chunk.js";
import { isRun, partsOf } from "../../text/analysis/words.js";
import { remembering } from "../../text/remembering.js";

/** A word as printed, and the term of all of it. */
export interface WholeWord {
  readonly printed: string;
  readonly term: string;
  /** Whether it is a word of a compound: `training` of `pre-training`. */
  readonly isPart: boolean;
}

/** Texts without white space, without marks at their edges. */
export function* chunksOf(text: string): Generator<string> {
  for (const chunk of withoutTex(text).split(/\s+/)) {
    const typed = trimmed(chunk);
    if (typed !== "") yield typed;
  }
}

function trimmed(chunk: string): string {
  let [start, end] = [0, chunk.length];
  while (start < end && isTrimmed(chunk.charCodeAt(start))) start += 1;
  while (end > start && isTrimmed(chunk.charCodeAt(end - 1))) end -= 1;
  return chunk.slice(start, end);
}

/**
 * The words of a chunk that a reader sees as such: all of it, and what is between the marks of a compound. `WebRL` is a word;
 * `web`, which is a term of it, is not. Addresses have no words. Most words of a text are in others, too.
 */
export const wholeWordsOf: (chunk: string) => readonly WholeWord[] = remembering(1 << 14, findWords);

/** Marks between words, other than the dot of a number. */
const marks = /(?:[^\p{L}\p{M}\p{N}.]|\.(?!\p{N})|(?<!\p{N})\.)+/u;
const possessive = /['’]s$/i;

function findWords(chunk: string): WholeWord[] {
  if (/^[A-Za-z]+$/.test(chunk)) {
    // Most are plain words, which take far less time.
    const [term, ...others] = analyzeChunk(chunk).terms;
    if (term !== undefined && others.length === 0) return [{ printed: chunk, term, isPart: false }];
  }
  if (chunk.includes("://")) return [];
  const printed = chunk.replace(possessive, "");
  const whole = wholeTermOf(printed);
  const words = whole === undefined ? [] : [{ printed, term: whole, isPart: false }];
  if (isOneWord(printed)) return words;
  const parts = printed.split(marks);
  if (parts.length === 1) return words;
  for (const part of parts) {
    const term = wholeTermOf(part);
    if (term !== undefined) words.push({ printed: part, term, isPart: true });
  }
  return words;
}

/** Whether marks are within one word: `don't`, `C++`, `2.5`. */
function isOneWord(text: string): boolean {
  return analyzeChunk(text).length <= 1;
}

/** The term of a word or of all words of a compound: none of several compounds, and of scripts without spaces. */
function wholeTermOf(text: string): string | undefined {
  const [part, ...others] = partsOf(text);
  if (part === undefined || others.length > 0 || isRun(part)) return undefined;
  const { words, joined } = part;
  const last = words.length - 1;
  if (last === 0) return words[0]?.signed ?? words[0]?.term;
  return joined.find((each) => each.first === 0 && each.last === last)?.term;
}
