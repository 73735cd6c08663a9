import type { Occurrences } from "./occurrences.js";
import type { TermTable } from "./term-table.js";

/** Lexemes that are sorted here: with a prefix of 40 bits, an index below this makes a number that a double holds. */
const maxSorted = 1 << 13;
const keys = new Float64Array(maxSorted);
const order = new Int32Array(maxSorted);

/**
 * A tsvector in the binary form that `tsvectorrecv` in PostgreSQL's source reads: the number of lexemes; of each the text, a
 * zero byte, and its places.
 *
 * @param lexemes term numbers, each once: those of `occurrences` in the order of their slots, then others without places
 * @param count how many of `lexemes` there are
 */
export function encodeTsvector(
  table: TermTable,
  lexemes: Int32Array,
  count: number,
  occurrences: Occurrences,
): Buffer {
  const { bytes, starts } = table;
  const { placesCounts, places, firstPlaces, nextPlaces } = occurrences;
  const located = occurrences.count;
  const isSorted = count <= maxSorted;
  if (isSorted) sort(table, lexemes, count);
  let size = 4 + 3 * count;
  for (let index = 0; index < count; index += 1) {
    const term = lexemes[index] as number;
    size += (starts[term + 1] as number) - (starts[term] as number);
  }
  for (let slot = 0; slot < located; slot += 1) size += 2 * (placesCounts[slot] as number);
  const target = Buffer.allocUnsafe(size);
  let at = target.writeInt32BE(count, 0);
  for (let index = 0; index < count; index += 1) {
    // Hardly any document has too many to sort; Postgres sorts those.
    const slot = isSorted ? (order[index] as number) : index;
    const term = lexemes[slot] as number;
    const end = starts[term + 1] as number;
    for (let from = starts[term] as number; from < end; from += 1) target[at++] = bytes[from] as number;
    target[at++] = 0;
    const placesCount = slot < located ? (placesCounts[slot] as number) : 0;
    target[at++] = placesCount >> 8;
    target[at++] = placesCount;
    let next = firstPlaces[slot] as number;
    for (let written = 0; written < placesCount; written += 1) {
      const place = places[next] as number;
      target[at++] = place >> 8;
      target[at++] = place;
      next = nextPlaces[next] as number;
    }
  }
  return target;
}

/**
 * Writes to `order` the indexes of lexemes sorted by bytes, as Postgres would: by the prefixes, which numbers hold, and the
 * few with the same one in full.
 */
function sort(table: TermTable, lexemes: Int32Array, count: number): void {
  const { prefixes } = table;
  for (let index = 0; index < count; index += 1)
    keys[index] = (prefixes[lexemes[index] as number] as number) * maxSorted + index;
  keys.subarray(0, count).sort();
  let before = -1;
  for (let index = 0; index < count; index += 1) {
    const key = keys[index] as number;
    const prefix = Math.floor(key / maxSorted);
    const slot = key - prefix * maxSorted;
    let place = index;
    if (prefix === before)
      while (place > 0 && comesBefore(table, lexemes, slot, order[place - 1] as number)) {
        order[place] = order[place - 1] as number;
        place -= 1;
      }
    order[place] = slot;
    before = prefix;
  }
}

/** Of two lexemes of which the second's prefix is not greater. */
function comesBefore(table: TermTable, lexemes: Int32Array, one: number, other: number): boolean {
  const { prefixes, bytes, starts } = table;
  const [first, second] = [lexemes[one] as number, lexemes[other] as number];
  if (prefixes[first] !== prefixes[second]) return false;
  const [firstEnd, secondEnd] = [starts[first + 1] as number, starts[second + 1] as number];
  let secondAt = starts[second] as number;
  for (let at = starts[first] as number; at < firstEnd; at += 1, secondAt += 1) {
    if (secondAt === secondEnd) return false;
    const difference = (bytes[at] as number) - (bytes[secondAt] as number);
    if (difference !== 0) return difference < 0;
  }
  return secondAt < secondEnd;
}
