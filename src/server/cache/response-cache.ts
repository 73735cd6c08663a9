import { DataVersion } from "./data-version.js";
import { Frequencies } from "./frequencies.js";

/** What can be kept. */
export interface Sized {
  /** Maximum size in memory. */
  readonly bytes: number;
}

/** When a value was read. */
export interface Reading {
  /** The version of the data when it began. */
  readonly version: string;
  /** The time of `performance.now()` when it began. */
  readonly startedAt: number;
  /** Milliseconds for which the value stays true while the data do not change; `Infinity` unless it depends on the clock. */
  readonly maxAgeMs: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly expiresAt: number;
  /** Uses, halved each time the entry is spared. */
  uses: number;
}

/** Bytes of an entry besides its key and its value. */
const entryBytes = 700;
const maxUses = 255;
/** Largest entry, as a part of the cache. */
const maxPart = 1 / 8;

/**
 * Responses of the current version of the data, by question, limited by their size in memory. A full cache keeps a new
 * response only when its question occurs again, and only in place of less used ones: a client that asks many different
 * questions does not displace those that are asked often.
 */
export class ResponseCache<Value extends Sized> {
  readonly version = new DataVersion(() => this.#clear());
  readonly #maxBytes: number;
  /** Oldest first; spared ones are moved to the end. */
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #asked = new Frequencies();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.version.current === undefined) return undefined;
    if (performance.now() >= entry.expiresAt) {
      this.#remove(key, entry);
      return undefined;
    }
    if (entry.uses < maxUses) entry.uses += 1;
    return entry.value;
  }

  /** Keeps a value, unless the data have changed since it was read. */
  add(key: string, value: Value, { version, startedAt, maxAgeMs }: Reading): void {
    if (version !== this.version.current) return;
    const before = this.#entries.get(key);
    if (before !== undefined) this.#remove(key, before);
    const bytes = entryBytes + key.length + value.bytes;
    if (bytes > this.#maxBytes * maxPart || !this.#makeRoom(bytes, this.#asked.note(key))) return;
    this.#entries.set(key, { value, bytes, expiresAt: startedAt + maxAgeMs, uses: 0 });
    this.#bytes += bytes;
  }

  /** @param asked how often the question occurred */
  #makeRoom(bytes: number, asked: number): boolean {
    if (this.#bytes + bytes <= this.#maxBytes) return true;
    if (asked < 2) return false;
    for (const [key, entry] of this.#entries) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      if (entry.uses >= asked && performance.now() < entry.expiresAt) {
        entry.uses >>= 1;
        this.#entries.delete(key);
        this.#entries.set(key, entry);
        return false;
      }
      this.#remove(key, entry);
    }
    return true;
  }

  #remove(key: string, { bytes }: Entry<Value>): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }

  #clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
