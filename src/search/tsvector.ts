import type { Occurrences } from "./occurrences.js";
import type { TermTable } from "./term-table.js";

/** Maximum number of lexemes sorted here: 40 bits of prefix and 13 bits of index fit into a double. */
const maxSorted = 1 << 13;
const keys = new Float64Array(maxSorted);
const order = new Int32Array(maxSorted);

/**
 * Encodes a tsvector in the binary format of `tsvectorrecv` in the PostgreSQL source: the number of lexemes, then for
 * each its text, a zero byte and its positions.
 *
 * @param lexemes distinct term numbers: those of `occurrences` in slot order, then others without positions
 * @param count number of `lexemes` in use
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
    // Postgres sorts the rare documents with too many lexemes.
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
 * Writes the byte order of the lexemes, as Postgres expects it, to `order`: sorts by prefix as numbers, then compares
 * the few with equal prefixes in full.
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

/** Requires that the prefix of `other` is not greater than that of `one`. */
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
