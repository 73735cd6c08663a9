/**
 * Numbers short runs of bytes: the same run has the same number, counted from 0 in the order of first appearance. A `Map` of
 * strings does the same, but has to make a string of every run to look it up; this one allocates nothing.
 */
export class InternedBytes {
  #bytes = Buffer.allocUnsafe(1 << 16);
  /** Where each run begins in `#bytes`; the next one's beginning is its end. */
  #starts = new Uint32Array(1 << 12);
  #hashes = new Int32Array(1 << 12);
  /** Open addressing, a power of two long: a number plus one, or 0. */
  #table = new Int32Array(1 << 13);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of the run from `start` up to `end`: `count`, where it is new. */
  number(source: Uint8Array, start: number, end: number): number {
    let hash = noBytes;
    for (let index = start; index < end; index += 1) hash = hashed(hash, source[index] as number);
    return this.numberOfHashed(hash, source, start, end);
  }

  /** The same for whoever has seen every byte of the run already, and hashed it. */
  numberOfHashed(hash: number, source: Uint8Array, start: number, end: number): number {
    const mask = this.#table.length - 1;
    let place = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const found = (this.#table[place] as number) - 1;
      if (found < 0) break;
      if (this.#hashes[found] === hash && this.#equals(found, source, start, end)) return found;
      place = (place + 1) & mask;
    }
    this.#table[place] = this.#count + 1;
    return this.#add(source, start, end, hash);
  }

  /** The run of a number. */
  bytesOf(number: number): Buffer {
    return this.#bytes.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  /** Writes the run of a number into `target`, and returns where it ends there. */
  copy(number: number, target: Uint8Array, at: number): number {
    const end = this.#starts[number + 1] as number;
    let to = at;
    for (let from = this.#starts[number] as number; from < end; from += 1)
      target[to++] = this.#bytes[from] as number;
    return to;
  }

  /** The first five bytes of a run as a number; those that a shorter one lacks are zeros. */
  prefix(number: number): number {
    const start = this.#starts[number] as number;
    const end = this.#starts[number + 1] as number;
    let prefix = 0;
    for (let at = start; at < start + 5; at += 1)
      prefix = prefix * 256 + (at < end ? (this.#bytes[at] as number) : 0);
    return prefix;
  }

  /** Below zero where the first run comes before the other: by bytes, one that goes on behind one that ends. */
  compare(one: number, other: number): number {
    const end = Math.min(this.length(one), this.length(other));
    const [from, to] = [this.#starts[one] as number, this.#starts[other] as number];
    for (let at = 0; at < end; at += 1) {
      const difference = (this.#bytes[from + at] as number) - (this.#bytes[to + at] as number);
      if (difference !== 0) return difference;
    }
    return this.length(one) - this.length(other);
  }

  length(number: number): number {
    return (this.#starts[number + 1] as number) - (this.#starts[number] as number);
  }

  #equals(number: number, source: Uint8Array, start: number, end: number): boolean {
    let at = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - at !== end - start) return false;
    for (let index = start; index < end; index += 1) if (this.#bytes[at++] !== source[index]) return false;
    return true;
  }

  #add(source: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.#count;
    const begin = this.#starts[number] as number;
    while (begin + end - start > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
    this.#bytes.set(source.subarray(start, end), begin);
    this.#count += 1;
    if (this.#count + 1 >= this.#starts.length) {
      this.#starts = widened(this.#starts, Uint32Array);
      this.#hashes = widened(this.#hashes, Int32Array);
    }
    this.#starts[this.#count] = begin + end - start;
    this.#hashes[number] = hash;
    if (2 * this.#count > this.#table.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    this.#table = new Int32Array(2 * this.#table.length);
    const mask = this.#table.length - 1;
    for (let number = 0; number < this.#count; number += 1) {
      const hash = this.#hashes[number] as number;
      let place = (hash ^ (hash >>> 15)) & mask;
      while (this.#table[place] !== 0) place = (place + 1) & mask;
      this.#table[place] = number + 1;
    }
  }
}

/** The hash of no bytes, and that of some and one more: FNV-1a. */
export const noBytes = 0x811c9dc5;

export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** The same numbers in an array of twice the length. */
export function widened<Numbers extends Int32Array | Uint32Array>(
  numbers: Numbers,
  type: new (length: number) => Numbers,
): Numbers {
  const wider = new type(2 * numbers.length);
  wider.set(numbers);
  return wider;
}
