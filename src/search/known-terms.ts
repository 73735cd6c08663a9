import { strongTerm } from "./levels.js";
import { hashTerm } from "./term-hash.js";

/** A term and its places in the document in progress. The object is reused for all documents. */
export class KnownTerm {
  readonly bytes: Uint8Array;
  readonly hash: number;
  /** The first five bytes as a number, those that a shorter term lacks as zeros: orders most terms. */
  readonly prefix: number;
  /** The document that the following fields belong to. */
  document = 0;
  frequency = 0;
  readonly places: number[] = [];
  placesCount = 0;
  readonly #text: string;
  #strong: KnownTerm[] | undefined;

  constructor(text: string) {
    this.#text = text;
    this.bytes = new TextEncoder().encode(text);
    this.hash = hashTerm(text);
    let prefix = 0;
    for (let index = 0; index < 5; index += 1) prefix = prefix * 256 + (this.bytes[index] ?? 0);
    this.prefix = prefix;
  }

  /** The term that stands for this one where it is strong. It has no places. */
  strong(level: number): KnownTerm {
    this.#strong ??= [];
    this.#strong[level] ??= new KnownTerm(strongTerm(this.#text, level));
    return this.#strong[level];
  }
}

/** Some 100 MB. Archives have millions of terms, most of which occur once. */
const maxTerms = 200_000;

const terms = new Map<string, KnownTerm>();

/** Bounds memory. Call between documents: within one, a term must stay the same object. */
export function forgetTermsIfFull(): void {
  if (terms.size >= maxTerms) terms.clear();
}

export function knownTerm(text: string): KnownTerm {
  const known = terms.get(text);
  if (known !== undefined) return known;
  const term = new KnownTerm(text);
  terms.set(text, term);
  return term;
}
