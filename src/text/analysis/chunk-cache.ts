/**
 * Cache keyed by slices of texts. A `Map` would need a string for each slice, whose creation takes longer than everything else
 * for a cached word.
 */
export class ChunkCache<Value> {
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #keys: string[] = [];
  readonly #values: Value[] = [];
  readonly #capacity: number;

  /** @param capacity maximum number of values, a power of two */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#slots = new Int32Array(2 * capacity);
    this.#hashes = new Int32Array(capacity);
  }

  get isFull(): boolean {
    return this.#keys.length >= this.#capacity;
  }

  /** Looks up `text.slice(start, end)`. @param hash its hash */
  get(text: string, start: number, end: number, hash: number): Value | undefined {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) return undefined;
      if (this.#hashes[number] === hash && isSame(this.#keys[number] as string, text, start, end))
        return this.#values[number];
    }
  }

  /** Adds a value. The key must be new, and the cache not full. */
  set(key: string, hash: number, value: Value): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#hashes[this.#keys.length] = hash;
    this.#keys.push(key);
    this.#values.push(value);
    slots[slot] = this.#keys.length;
  }
}

/** FNV-1a over UTF-16 code units, with the upper bits mixed into the lower ones. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = start; index < end; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(key: string, text: string, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let index = 0; index < key.length; index += 1)
    if (key.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  return true;
}
