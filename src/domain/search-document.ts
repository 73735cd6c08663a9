import { type InternedBytes, widened } from "./interned-bytes.js";

/** How many places of a lexeme a tsvector can hold. */
const mostPlaces = 255;

/** How many lexemes are sorted at most: with a prefix of 40 bits an index below this makes a number that a double holds. */
const mostSorted = 1 << 13;

/** The document being made: which lexemes it has, and the places of each as a list that is linked. */
export class SearchDocument {
  #document = 0;
  /** By lexeme: the document it was last in, its first and last place there, and how many. */
  #documents = new Int32Array(1 << 12);
  #firsts = new Int32Array(1 << 12);
  #lasts = new Int32Array(1 << 12);
  #counts = new Int32Array(1 << 12);
  /** The document's lexemes in the order of their first places. */
  #lexemes = new Int32Array(1 << 10);
  #distinct = 0;
  readonly #keys = new Float64Array(mostSorted);
  readonly #sorted = new Int32Array(mostSorted);
  #places = new Int32Array(1 << 12);
  #nexts = new Int32Array(1 << 12);
  #used = 0;

  /** @param lexemes how many there are by now */
  begin(lexemes: number): void {
    while (this.#documents.length < lexemes) {
      this.#documents = widened(this.#documents, Int32Array);
      this.#firsts = widened(this.#firsts, Int32Array);
      this.#lasts = widened(this.#lasts, Int32Array);
      this.#counts = widened(this.#counts, Int32Array);
    }
    this.#document += 1;
    this.#distinct = 0;
    this.#used = 0;
  }

  add(lexeme: number, place: number): void {
    const at = this.#used;
    if (at >= this.#places.length) {
      this.#places = widened(this.#places, Int32Array);
      this.#nexts = widened(this.#nexts, Int32Array);
    }
    this.#places[at] = place;
    this.#used += 1;
    if (this.#documents[lexeme] === this.#document) {
      this.#nexts[this.#lasts[lexeme] as number] = at;
      this.#counts[lexeme] = (this.#counts[lexeme] as number) + 1;
    } else {
      this.#documents[lexeme] = this.#document;
      this.#firsts[lexeme] = at;
      this.#counts[lexeme] = 1;
      if (this.#distinct >= this.#lexemes.length) this.#lexemes = widened(this.#lexemes, Int32Array);
      this.#lexemes[this.#distinct] = lexeme;
      this.#distinct += 1;
    }
    this.#lasts[lexeme] = at;
  }

  /**
   * As `tsvectorrecv` in Postgres' source reads it: the number of lexemes; of each the text, a zero, and its places. In the
   * order that a tsvector has, or Postgres would sort them.
   */
  encode(texts: InternedBytes): Buffer | undefined {
    this.#sort(texts);
    let size = 4 + 2 * this.#used + 3 * this.#distinct;
    for (let index = 0; index < this.#distinct; index += 1) {
      const lexeme = this.#lexemes[index] as number;
      if ((this.#counts[lexeme] as number) > mostPlaces) return undefined;
      size += texts.length(lexeme);
    }
    const bytes = Buffer.allocUnsafe(size);
    let at = bytes.writeInt32BE(this.#distinct, 0);
    for (let index = 0; index < this.#distinct; index += 1) {
      const lexeme = this.#lexemes[index] as number;
      const count = this.#counts[lexeme] as number;
      at = texts.copy(lexeme, bytes, at);
      bytes[at++] = 0;
      bytes[at++] = count >> 8;
      bytes[at++] = count;
      let place = this.#firsts[lexeme] as number;
      for (let written = 0; written < count; written += 1) {
        bytes[at++] = (this.#places[place] as number) >> 8;
        bytes[at++] = this.#places[place] as number;
        place = this.#nexts[place] as number;
      }
    }
    return bytes;
  }

  /** By the first bytes, which numbers hold; those that begin alike, of which there are few, by all. */
  #sort(texts: InternedBytes): void {
    const count = this.#distinct;
    // Rather than sort so many, which hardly any document has, Postgres is left to do it.
    if (count > mostSorted) return;
    const lexemes = this.#lexemes;
    const keys = this.#keys.subarray(0, count);
    for (let index = 0; index < count; index += 1)
      keys[index] = texts.prefix(lexemes[index] as number) * mostSorted + index;
    keys.sort();
    const sorted = this.#sorted;
    for (let index = 0; index < count; index += 1) {
      const key = keys[index] as number;
      const prefix = Math.floor(key / mostSorted);
      const lexeme = lexemes[key - prefix * mostSorted] as number;
      let place = index;
      while (
        place > 0 &&
        Math.floor((keys[place - 1] as number) / mostSorted) === prefix &&
        texts.compare(sorted[place - 1] as number, lexeme) > 0
      ) {
        sorted[place] = sorted[place - 1] as number;
        place -= 1;
      }
      sorted[place] = lexeme;
    }
    lexemes.set(sorted.subarray(0, count));
  }
}
