import { maxPlaces, positionOf } from "./places.js";
import { grown } from "./term-table.js";

/**
 * The distinct terms of a document and their positions. One instance is reused for all documents: an archive would
 * otherwise leave some 150 objects per paper to the garbage collector.
 */
export class Occurrences {
  /** Number of distinct terms. */
  count = 0;
  /** By slot, in order of first occurrence: the term number. */
  terms = new Int32Array(1 << 10);
  /** By slot: the frequency; occurrences in some fields count more than once. */
  frequencies = new Int32Array(1 << 10);
  /** By slot: the number of places. */
  placesCounts = new Int32Array(1 << 10);
  /** By slot: the index of the first place. */
  firstPlaces = new Int32Array(1 << 10);
  #lastPlaces = new Int32Array(1 << 10);
  /** By index: a place in tsvector encoding, and the index of the term's next place. */
  places = new Int32Array(1 << 10);
  nextPlaces = new Int32Array(1 << 10);
  #placesCount = 0;
  /** By term number: its slot, valid only if that slot is in use and holds the term. */
  #slots = new Int32Array(1 << 15);

  clear(): void {
    this.count = 0;
    this.#placesCount = 0;
  }

  /** @param times weight of the occurrence */
  add(term: number, place: number, times: number): void {
    const slot = this.#slotOf(term);
    (this.frequencies[slot] as number) += times;
    const count = this.placesCounts[slot] as number;
    if (count === maxPlaces) return;
    const last = this.#lastPlaces[slot] as number;
    // Postgres rejects duplicate positions, from two forms of a word or from positions past the tsvector limit.
    if (count > 0 && positionOf(this.places[last] as number) >= positionOf(place)) return;
    const index = this.#addPlace(place);
    if (count === 0) this.firstPlaces[slot] = index;
    else this.nextPlaces[last] = index;
    this.#lastPlaces[slot] = index;
    this.placesCounts[slot] = count + 1;
  }

  #slotOf(term: number): number {
    while (term >= this.#slots.length) this.#slots = grown(this.#slots, Int32Array);
    const known = this.#slots[term] as number;
    if (known < this.count && this.terms[known] === term) return known;
    const slot = this.count;
    if (slot === this.terms.length) this.#grow();
    this.#slots[term] = slot;
    this.terms[slot] = term;
    this.frequencies[slot] = 0;
    this.placesCounts[slot] = 0;
    this.count += 1;
    return slot;
  }

  #addPlace(place: number): number {
    const index = this.#placesCount;
    if (index === this.places.length) {
      this.places = grown(this.places, Int32Array);
      this.nextPlaces = grown(this.nextPlaces, Int32Array);
    }
    this.places[index] = place;
    this.#placesCount += 1;
    return index;
  }

  #grow(): void {
    this.terms = grown(this.terms, Int32Array);
    this.frequencies = grown(this.frequencies, Int32Array);
    this.placesCounts = grown(this.placesCounts, Int32Array);
    this.firstPlaces = grown(this.firstPlaces, Int32Array);
    this.#lastPlaces = grown(this.#lastPlaces, Int32Array);
  }
}
