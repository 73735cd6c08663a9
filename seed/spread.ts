/** Its multiples, modulo 1, are evenly distributed (Weyl). */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Distance between the places of consecutive indexes, coprime to `size`, so that no place repeats. */
export function stepOf(size: number): number {
  let step = Math.max(1, Math.round(size * goldenRatio));
  while (divisor(step, size) !== 1) step++;
  return step;
}

/**
 * The indexes from `start` to `start + count - 1`, up to `size`, sorted by place, where index i has the place
 * (i · step + offset) modulo size. Walks over all places without sorting: from one place to the next, the index grows by the
 * modular inverse of the step.
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

/** Modular inverse by the extended Euclidean algorithm. `value` and `size` must be coprime. */
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
