import { isTrimmed, withoutTex } from "../../../text/analysis/analyze.js";
import { analyzeChunk } from "../../../text/analysis/analyzed-chunk.js";
import { isCommonWord } from "../../../text/analysis/common-words.js";
import { isRun, partsOf } from "../../../text/analysis/words.js";
import { remembering } from "../../../text/remembering.js";

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
 * `web`, which is a term of it, is not. Addresses have no words; common words and abbreviations that stand for them say nothing.
 * Most words of a text are in others, too.
 */
export const wholeWordsOf: (chunk: string) => readonly WholeWord[] = remembering(1 << 14, findWords);

/** Marks between words, other than the dot of a number. */
const marks = /(?:[^\p{L}\p{M}\p{N}.]|\.(?!\p{N})|(?<!\p{N})\.)+/u;
const possessive = /['’]s$/i;
/** Marks at the edges, without those at the end of a name: `C++`, `LoRA+`, `C#`, `A*`. */
const edges = /^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}+#*]+$/gu;
/** Markup: a star that does not follow a single letter. */
const markup = /(?<!(?<![\p{L}\p{M}\p{N}])\p{L}\*{0,10})\*+/gu;
/** Without periods at their ends. Those in capitals are names: `IE`. */
const abbreviations: ReadonlySet<string> = new Set(
  "e.g eg i.e ie w.r.t wrt a.k.a aka s.t cf etc vs viz et al resp".split(" "),
);

function findWords(chunk: string): WholeWord[] {
  if (isEmpty(chunk)) return [];
  if (/^[A-Za-z]+$/.test(chunk)) {
    // Most are plain words, which take far less time.
    const [term, ...others] = analyzeChunk(chunk).terms;
    if (term !== undefined && others.length === 0) return [{ printed: chunk, term, isPart: false }];
  }
  if (chunk.includes("://")) return [];
  const printed = withoutMarks(chunk).replace(possessive, "");
  if (isEmpty(printed)) return [];
  const whole = wholeTermOf(printed);
  const words = whole === undefined ? [] : [{ printed, term: whole, isPart: false }];
  if (isOneWord(printed)) return words;
  const parts = printed.split(marks);
  if (parts.length === 1) return words;
  for (const part of parts) {
    const term = isEmpty(part) ? undefined : wholeTermOf(part);
    if (term !== undefined) words.push({ printed: part, term, isPart: true });
  }
  return words;
}

/** Without quotation marks and markup around it. */
export function withoutMarks(chunk: string): string {
  return chunk.replace(markup, "").replace(edges, "");
}

function isEmpty(word: string): boolean {
  return isCommonWord(word) || (abbreviations.has(word.toLowerCase()) && !/^[A-Z]{2}/.test(word));
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
