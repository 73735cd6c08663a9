/** The golden ratio's multiples, modulo 1, fill an interval evenly however many are taken (Weyl). */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** How far the place of one index lies from that of the next: multiples of it meet no place twice. */
export function stepOf(size: number): number {
  let step = Math.max(1, Math.round(size * goldenRatio));
  while (divisor(step, size) !== 1) step++;
  return step;
}

/**
 * The indexes from `start` to `start + count - 1` in the order of their places, where index i has the place
 * (i · step + offset) modulo size. Whole numbers, `start + count` at most `size`. Nothing is sorted: from one place to
 * the next the index grows by the inverse of the step, modulo size, so a walk over all places meets each.
 */
export function* indexesByPlace(
  { size, step, offset }: { size: number; step: number; offset: number },
  start: number,
  count: number,
): Generator<[index: number, place: number]> {
  const growth = inverse(step, size);
  let index = (((size - (offset % size)) % size) * growth) % size;
  for (let place = 0; place < size; place++) {
    if (index >= start && index < start + count) yield [index, place];
    index += growth;
    if (index >= size) index -= size;
  }
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

/** What times `value` is 1 modulo `size`: the extended algorithm of Euclid. The two must have no divisor in common. */
function inverse(value: number, size: number): number {
  let [rest, divided] = [size, value % size];
  let [found, last] = [0, 1];
  while (divided !== 0) {
    const quotient = Math.floor(rest / divided);
    [rest, divided] = [divided, rest - quotient * divided];
    [found, last] = [last, found - quotient * last];
  }
  return ((found % size) + size) % size;
}
