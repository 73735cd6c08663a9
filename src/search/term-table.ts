import { maxLevel, strongTerm } from "./levels.js";
import { hashTerm } from "./term-hash.js";

/** Limits the table to some 20 MB. Archives have millions of terms, most of which occur once. */
const maxTerms = 200_000;
/** In UTF-8. The analyzer truncates terms to 60 characters. */
const maxTermBytes = 4 * 128;

/**
 * Interned terms. Stored as columns: each document looks up some 150 terms, and objects would be scattered over 100
 * MB.
 */
export class TermTable {
  /** By term number; see `hashTerm`. */
  hashes = new Int32Array(1 << 15);
  /** By term number: the first five bytes as an integer, padded with zeros; enough to order most terms. */
  prefixes = new Float64Array(1 << 15);
  /** All terms in UTF-8, concatenated. */
  bytes = new Uint8Array(1 << 19);
  /** By term number: its offset in `bytes`; it ends at the next offset. */
  starts = new Int32Array((1 << 15) + 1);
  /** By term number and level: the number of the strong form; 0 if not interned yet. */
  #strong = new Int32Array(maxLevel << 15);
  #texts: string[] = [""];
  readonly #numbers = new Map<string, number>();

  /** Whether to `clear` the table before the next document. The current one can still add any number of terms. */
  get isFull(): boolean {
    return this.#numbers.size >= maxTerms;
  }

  /** Removes all terms and invalidates their numbers. */
  clear(): void {
    this.#numbers.clear();
    this.#texts = [""];
    this.#strong.fill(0);
  }

  /** Interns a term. Never returns 0. */
  numberOf(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#add(term);
    this.#numbers.set(term, number);
    return number;
  }

  /** Interns the strong form of a term. */
  strong(number: number, level: number): number {
    const place = number * maxLevel + level - 1;
    const known = this.#strong[place] as number;
    if (known !== 0) return known;
    const added = this.#add(strongTerm(this.#texts[number] as string, level));
    this.#strong[place] = added;
    return added;
  }

  /** Adds terms for the duration of `use`, which gets the number of the first one. */
  withTerms<Result>(terms: readonly string[], use: (first: number) => Result): Result {
    const first = this.#texts.length;
    for (const term of terms) this.#add(term);
    const result = use(first);
    this.#texts.length = first;
    return result;
  }

  #add(term: string): number {
    const number = this.#texts.length;
    if (number >= this.hashes.length) this.#grow();
    const start = this.starts[number] as number;
    if (start + maxTermBytes > this.bytes.length) this.bytes = grown(this.bytes, Uint8Array);
    const end = start + writeTerm(term, this.bytes, start);
    let prefix = 0;
    for (let at = start; at < start + 5; at += 1)
      prefix = prefix * 256 + (at < end ? (this.bytes[at] as number) : 0);
    this.starts[number + 1] = end;
    this.hashes[number] = hashTerm(term);
    this.prefixes[number] = prefix;
    this.#texts.push(term);
    return number;
  }

  #grow(): void {
    this.hashes = grown(this.hashes, Int32Array);
    this.prefixes = grown(this.prefixes, Float64Array);
    this.starts = grown(this.starts, Int32Array);
    this.#strong = grown(this.#strong, Int32Array);
  }
}

const encoder = new TextEncoder();

/** @returns the number of bytes written */
function writeTerm(term: string, target: Uint8Array, start: number): number {
  for (let index = 0; index < term.length; index += 1) {
    const code = term.charCodeAt(index);
    if (code > 127) return encoder.encodeInto(term, target.subarray(start)).written;
    target[start + index] = code;
  }
  return term.length;
}

type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Copies a column into one of twice the length. */
export function grown<Kind extends Column>(column: Kind, type: new (length: number) => Kind): Kind {
  const longer = new type(2 * column.length);
  longer.set(column);
  return longer;
}
