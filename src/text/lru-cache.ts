/** Cache by text, limited by the total size and number of its entries. Drops the least recently used ones. */
export class LruCache<Value> {
  readonly #maxSize: number;
  readonly #sizeOf: (value: Value, key: string) => number;
  readonly #maxEntries: number;
  /** Least recently used first. */
  readonly #entries = new Map<string, Value>();
  /** Key of the last entry, unless it has been dropped. */
  #latest: string | undefined;
  #size = 0;

  /** @param sizeOf returns the size of an entry, which must not change */
  constructor(
    maxSize: number,
    sizeOf: (value: Value, key: string) => number,
    maxEntries = Number.POSITIVE_INFINITY,
  ) {
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
    this.#maxEntries = maxEntries;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined || key === this.#latest) return value;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#latest = key;
    return value;
  }

  /** Adds or replaces a value, unless it exceeds the limit by itself. */
  set(key: string, value: Value): void {
    this.#drop(key);
    const size = this.#sizeOf(value, key);
    if (size > this.#maxSize) return;
    this.#entries.set(key, value);
    this.#latest = key;
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#maxSize && this.#entries.size <= this.#maxEntries) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#size -= this.#sizeOf(value, key);
  }
}
