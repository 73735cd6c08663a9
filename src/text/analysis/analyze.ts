import { withoutTrademarks } from "../letters.js";
import { normalize } from "../normalize.js";
import { textFromTex } from "../tex.js";
import { type AnalyzedChunk, analyzeChunk, type Role } from "./analyzed-chunk.js";
import { ChunkCache, hashOf } from "./chunk-cache.js";

/** Stored with search documents. Increase it whenever the terms of any text change. */
export const analyzerVersion = 6;

const space = 0x20;
/** Maximum number of cached words by default, in each of two generations, which take some 30 MB. */
const manyWords = 1 << 17;
const maxRememberedLength = 40;

/**
 * Splits texts into terms. Caches the terms of recent words.
 *
 * @typeParam Term representation of a term
 */
export class Analyzer<Term extends string | number> {
  readonly #intern: (term: string, isFunctionWord: boolean) => Term;
  readonly #maxRemembered: number;
  #recent: ChunkCache<Term | Parts<Term>>;
  #older: ChunkCache<Term | Parts<Term>>;

  /**
   * @param intern returns the representation of a term
   * @param maxRemembered a power of two
   */
  constructor(intern: (term: string, isFunctionWord: boolean) => Term, maxRemembered = manyWords) {
    this.#intern = intern;
    this.#maxRemembered = maxRemembered;
    this.#recent = new ChunkCache(maxRemembered);
    this.#older = this.#recent;
  }

  /**
   * Calls `found` for each term of a text in order: lower-case, folded, stemmed. Positions begin at 1 and advance by one
   * per word. A joined form (`gpt4` of `GPT-4`) has the position of its first part; if it does not split into its parts
   * (`pretrain` of `pre-training`), also that of its last part, so that phrases match on both sides.
   *
   * @returns the number of positions used
   */
  analyze(text: string, found: (term: Term, position: number, role: Role) => void): number {
    const source = withoutTex(text);
    const { length } = source;
    let position = 1;
    let start = 0;
    for (let index = 0; index <= length; index += 1) {
      if (index < length && source.charCodeAt(index) > space) continue;
      if (index > start) {
        const chunk = this.#chunkOf(source, start, index);
        if (typeof chunk === "object") {
          const { terms, offsets, roles } = chunk;
          for (let at = 0; at < terms.length; at += 1)
            found(terms[at] as Term, position + (offsets[at] as number), roles[at] as Role);
          position += chunk.length;
        } else if (chunk !== undefined) {
          found(chunk, position, "word");
          position += 1;
        }
      }
      start = index + 1;
    }
    return position - 1;
  }

  /** Clears the cache, so that each term is interned again. */
  forget(): void {
    this.#recent = new ChunkCache(this.#maxRemembered);
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
      this.#recent = new ChunkCache(this.#maxRemembered);
    }
    this.#recent.set(typed, hash, chunk);
    return chunk;
  }

  #interned(typed: string): Term | Parts<Term> {
    const { terms, isFunctionWord, ...rest } = analyzeChunk(typed);
    const [only] = terms;
    if (only !== undefined && terms.length === 1 && rest.length === 1)
      return this.#intern(only, isFunctionWord);
    return { terms: terms.map((term) => this.#intern(term, false)), ...rest };
  }
}

/** A chunk that is not exactly one term. */
interface Parts<Term> extends Pick<AnalyzedChunk, "offsets" | "roles" | "length"> {
  readonly terms: readonly Term[];
}

export function withoutTex(text: string): string {
  return text.includes("\\") ? textFromTex(normalize(withoutTrademarks(text), "NFKC")) : text;
}

/** Marks to trim from words. Excludes those that may belong to one, as in C++, A* and `\\alpha`. */
const trimmed = new Uint8Array(128);
for (const mark of "!\"'(),-.:;?[]`{}$%~<>=|") trimmed[mark.charCodeAt(0)] = 1;

/** Whether a mark at the edge of a word is not part of it. */
export function isTrimmed(code: number): boolean {
  return code < 128 && trimmed[code] === 1;
}

/** Copies a slice, which would retain the whole text in memory. */
function copyOf(slice: string): string {
  return Buffer.from(slice, "utf16le").toString("utf16le");
}
