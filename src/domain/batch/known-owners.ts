/** Author that owns a name. */
export interface Owner {
  id: number;
  /** What the author is called; null for an account, which has other names too. */
  name: string | null;
}

/** As many names as take some 15 MB, twice at most. */
const mostNames = 100_000;

/**
 * Whose names are, remembered from one batch to the next: most of the names in an archive come up again soon. Right only
 * as long as nobody else writes, and nobody claims a name.
 */
export class KnownOwners {
  /** What was used lately, and what was before: together never more than twice the bound. */
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
    if (this.#recent.size < mostNames) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  forget(nameKeys: Iterable<string>): void {
    for (const nameKey of nameKeys) {
      this.#recent.delete(nameKey);
      this.#older.delete(nameKey);
    }
  }

  forgetAll(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
