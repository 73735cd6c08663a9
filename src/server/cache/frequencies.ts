/** Number of counters, a power of two. */
const size = 2 ** 18;
/** Occurrences after which counts are halved: an eighth of the counters are in use by then, so few keys share all of theirs. */
const agingInterval = 2 ** 14;

/** How often keys occurred, approximately and lately, in 256 KB: counts of different keys add up where their hashes collide. */
export class Frequencies {
  readonly #counts = new Uint8Array(size);
  #noted = 0;

  /** @returns occurrences of the key, including this one */
  note(key: string): number {
    const hash = hashOf(key);
    const places = [hash & (size - 1), hash >>> 14];
    const count = Math.min(255, 1 + Math.min(...places.map((place) => this.#counts[place] ?? 0)));
    for (const place of places) this.#counts[place] = Math.max(this.#counts[place] ?? 0, count);
    this.#noted += 1;
    if (this.#noted === agingInterval) this.#age();
    return count;
  }

  #age(): void {
    this.#noted = 0;
    for (let place = 0; place < size; place += 1) this.#counts[place] = (this.#counts[place] ?? 0) >> 1;
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
