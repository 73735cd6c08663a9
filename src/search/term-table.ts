import { maxLevel, strongTerm } from "./levels.js";
import { hashTerm } from "./term-hash.js";

/** Archives have millions of terms, most of which occur once. Some 20 MB. */
const maxTerms = 200_000;
/** In UTF-8; the analyzer cuts terms at 60 characters. */
const maxTermBytes = 4 * 128;

/**
 * Terms by number, with everything that a document needs of them. Columns instead of objects: documents look up some 150
 * terms each, and objects would be scattered over 100 MB.
 */
export class TermTable {
  /** By term number; see `hashTerm`. */
  hashes = new Int32Array(1 << 15);
  /** By term number: the first five bytes as a number, those that a shorter term lacks as zeros; orders most terms. */
  prefixes = new Float64Array(1 << 15);
  /** All terms in UTF-8, one after another. */
  bytes = new Uint8Array(1 << 19);
  /** By term number: where it begins in `bytes`; it ends where the next one begins. */
  starts = new Int32Array((1 << 15) + 1);
  /** By term number and level: the number of the strong form, 0 before it is known. */
  #strong = new Int32Array(maxLevel << 15);
  #texts: string[] = [""];
  readonly #numbers = new Map<string, number>();

  /** Whether it is time to `clear`. A document may still add any number of terms. */
  get isFull(): boolean {
    return this.#numbers.size >= maxTerms;
  }

  /** Forgets all terms; their numbers become invalid. */
  clear(): void {
    this.#numbers.clear();
    this.#texts = [""];
    this.#strong.fill(0);
  }

  /** The number of a term; a new one if it is not known yet. Never 0. */
  numberOf(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#add(term);
    this.#numbers.set(term, number);
    return number;
  }

  /** The number of the term that stands for this one where it is strong. */
  strong(number: number, level: number): number {
    const place = number * maxLevel + level - 1;
    const known = this.#strong[place] as number;
    if (known !== 0) return known;
    const added = this.#add(strongTerm(this.#texts[number] as string, level));
    this.#strong[place] = added;
    return added;
  }

  /** Adds terms of one document, calls `use` with the number of the first one, and forgets them. */
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

/** A column twice as long. */
export function grown<Kind extends Column>(column: Kind, type: new (length: number) => Kind): Kind {
  const longer = new type(2 * column.length);
  longer.set(column);
  return longer;
}
