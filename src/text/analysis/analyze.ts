import { withoutTrademarks } from "../letters.js";
import { normalize } from "../normalize.js";
import { textFromTex } from "../tex.js";
import { analyzeChunk } from "./analyzed-chunk.js";
import { ChunkCache, hashOf } from "./chunk-cache.js";

/** Version of the analysis, stored with documents; raise it whenever the terms of any text change. */
export const analyzerVersion = 5;

const space = 0x20;
/** Papers repeat the same words: two generations of this many hold those in use in some 30 MB. */
const maxRemembered = 1 << 17;
const maxRememberedLength = 40;

/**
 * Analyzes texts. Remembers the terms of the words that occurred last, in the form that its user needs.
 *
 * @typeParam Term what stands for a term
 */
export class Analyzer<Term extends string | number> {
  readonly #intern: (term: string, isFunctionWord: boolean) => Term;
  #recent: ChunkCache<Term | Parts<Term>> = new ChunkCache(maxRemembered);
  #older = this.#recent;

  /** @param intern returns what stands for a term; called with `isFunctionWord` for one of the function words */
  constructor(intern: (term: string, isFunctionWord: boolean) => Term) {
    this.#intern = intern;
  }

  /**
   * Calls `found` for each term of a text in order: lower-case, folded, stemmed. Positions begin at 1 and advance by one
   * per word. A joined form (`gpt4` of `GPT-4`) shares the position of its first part, and where its parts cannot be seen
   * in it (`pretrain` of `pre-training`) that of its last part too, so that phrases meet it from both sides.
   *
   * @returns the number of positions used
   */
  analyze(text: string, found: (term: Term, position: number) => void): number {
    const source = withoutTex(text);
    const { length } = source;
    let position = 1;
    let start = 0;
    for (let index = 0; index <= length; index += 1) {
      if (index < length && source.charCodeAt(index) > space) continue;
      if (index > start) {
        const chunk = this.#chunkOf(source, start, index);
        if (typeof chunk === "object") {
          const { terms, offsets } = chunk;
          for (let at = 0; at < terms.length; at += 1)
            found(terms[at] as Term, position + (offsets[at] as number));
          position += chunk.length;
        } else if (chunk !== undefined) {
          found(chunk, position);
          position += 1;
        }
      }
      start = index + 1;
    }
    return position - 1;
  }

  /** Forgets all words, so that each term is interned again. */
  forget(): void {
    this.#recent = new ChunkCache(maxRemembered);
    this.#older = this.#recent;
  }

  #chunkOf(source: string, from: number, to: number): Term | Parts<Term> | undefined {
    let start = from;
    let end = to;
    while (start < end && isTrimmed(source.charCodeAt(start))) start += 1;
    while (end > start && isTrimmed(source.charCodeAt(end - 1))) end -= 1;
    if (start === end) return undefined;
    if (end - start > maxRememberedLength) return this.#interned(source.slice(start, end));
    const hash = hashOf(source, start, end);
    const known = this.#recent.get(source, start, end, hash);
    if (known !== undefined) return known;
    const typed = copyOf(source.slice(start, end));
    const chunk = this.#older.get(source, start, end, hash) ?? this.#interned(typed);
    if (this.#recent.isFull) {
      this.#older = this.#recent;
      this.#recent = new ChunkCache(maxRemembered);
    }
    this.#recent.set(typed, hash, chunk);
    return chunk;
  }

  #interned(typed: string): Term | Parts<Term> {
    const { terms, offsets, length, isFunctionWord } = analyzeChunk(typed);
    const [only] = terms;
    if (only !== undefined && terms.length === 1 && length === 1) return this.#intern(only, isFunctionWord);
    return { terms: terms.map((term) => this.#intern(term, false)), offsets, length };
  }
}

/** The terms of a chunk that does not amount to exactly one. */
interface Parts<Term> {
  readonly terms: readonly Term[];
  /** Of each term, counted from 0, ascending. */
  readonly offsets: readonly number[];
  /** Positions used. */
  readonly length: number;
}

const strings = new Analyzer((term: string) => term);

/** Calls `found` for each term of a text; see `Analyzer`. @returns the number of positions used */
export function analyze(text: string, found: (term: string, position: number) => void): number {
  return strings.analyze(text, found);
}

/** A text with the letters that TeX spells with commands. */
export function withoutTex(text: string): string {
  return text.includes("\\") ? textFromTex(normalize(withoutTrademarks(text), "NFKC")) : text;
}

/** Marks around a word that change nothing about it. Those that may, as in C++, A* and `\\alpha`, are not among them. */
const trimmed = new Uint8Array(128);
for (const mark of "!\"'(),-.:;?[]`{}$%~<>=|") trimmed[mark.charCodeAt(0)] = 1;

function isTrimmed(code: number): boolean {
  return code < 128 && trimmed[code] === 1;
}

/** A slice keeps the whole text in memory that it was taken from. */
function copyOf(slice: string): string {
  return Buffer.from(slice, "utf16le").toString("utf16le");
}
