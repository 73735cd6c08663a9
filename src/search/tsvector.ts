import type { KnownTerm } from "./known-terms.js";

/** Weights of a position, as Postgres labels them: A, B and D, the lowest. */
export const weights = { title: 3, names: 2, abstract: 0 } as const;

/** Limits of a tsvector: PostgreSQL's documentation, "Limitations" of text search. */
const maxPosition = 16_383;
const maxPlaces = 255;

/** Positions beyond the last one that a tsvector holds count as the last one, as in `to_tsvector`. */
export function placeOf(position: number, weight: number): number {
  return (weight << 14) | Math.min(position, maxPosition);
}

export function positionOf(place: number): number {
  return place & maxPosition;
}

/** Lexemes that are sorted here: with a prefix of 40 bits, an index below this makes a number that a double holds. */
const maxSorted = 1 << 13;
const keys = new Float64Array(maxSorted);

/**
 * A tsvector in the binary form that `tsvectorrecv` in PostgreSQL's source reads: the number of lexemes; of each the text, a
 * zero byte, and its places.
 *
 * @param terms each once, in any order
 */
export function encodeTsvector(terms: readonly KnownTerm[]): Buffer {
  const sorted = sort(terms);
  let size = 4;
  for (const { bytes, placesCount } of sorted)
    size += bytes.length + 3 + 2 * Math.min(placesCount, maxPlaces);
  const target = Buffer.allocUnsafe(size);
  let at = target.writeInt32BE(sorted.length, 0);
  for (const { bytes, places, placesCount } of sorted) {
    for (let index = 0; index < bytes.length; index += 1) target[at++] = bytes[index] as number;
    target[at++] = 0;
    const count = Math.min(placesCount, maxPlaces);
    target[at++] = count >> 8;
    target[at++] = count;
    for (let index = 0; index < count; index += 1) {
      const place = places[index] as number;
      target[at++] = place >> 8;
      target[at++] = place;
    }
  }
  return target;
}

/** By bytes, as Postgres would: by the prefixes, which numbers hold, and the few with the same one in full. */
function sort(terms: readonly KnownTerm[]): readonly KnownTerm[] {
  const count = terms.length;
  // Hardly any document has more; Postgres sorts those.
  if (count > maxSorted) return terms;
  for (let index = 0; index < count; index += 1)
    keys[index] = (terms[index] as KnownTerm).prefix * maxSorted + index;
  keys.subarray(0, count).sort();
  const sorted: KnownTerm[] = [];
  for (let index = 0; index < count; index += 1) {
    const term = terms[(keys[index] as number) % maxSorted] as KnownTerm;
    let place = index;
    while (place > 0 && comesBefore(term, sorted[place - 1] as KnownTerm)) {
      sorted[place] = sorted[place - 1] as KnownTerm;
      place -= 1;
    }
    sorted[place] = term;
  }
  return sorted;
}

/** Of two terms of which the second's prefix is not greater. */
function comesBefore(one: KnownTerm, other: KnownTerm): boolean {
  return one.prefix === other.prefix && Buffer.compare(one.bytes, other.bytes) < 0;
}
