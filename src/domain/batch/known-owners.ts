/** Author that owns a name. */
export interface Owner {
  id: number;
  /** Display name; null for an account, which has other names too. */
  name: string | null;
}

/** Entries per generation; some 15 MB each. */
const maxNames = 100_000;

/**
 * Cache of name owners across batches: most names in an archive recur soon. Valid only while nobody else writes, and
 * until a name is claimed.
 */
export class KnownOwners {
  /** Two generations: recently used entries, and older ones to be evicted. */
  #recent = new Map<string, Owner>();
  #older = new Map<string, Owner>();

  get(nameKey: string): Owner | undefined {
    const owner = this.#recent.get(nameKey);
    if (owner !== undefined) return owner;
    const older = this.#older.get(nameKey);
    if (older !== undefined) this.set(nameKey, older);
    return older;
  }

  set(nameKey: string, owner: Owner): void {
    this.#recent.set(nameKey, owner);
    if (this.#recent.size < maxNames) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  delete(nameKeys: Iterable<string>): void {
    for (const nameKey of nameKeys) {
      this.#recent.delete(nameKey);
      this.#older.delete(nameKey);
    }
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
