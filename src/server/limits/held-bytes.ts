interface Holder {
  destroy(): unknown;
}

interface Entry {
  readonly holder: Holder;
  readonly bytes: number;
}

interface Client {
  bytes: number;
  /** Oldest first. */
  readonly entries: Set<Entry>;
}

/** Memory held for clients. Beyond the limit, the client with the most loses its oldest holder. */
export class HeldBytes {
  readonly #maxBytes: number;
  readonly #clients = new Map<string, Client>();
  #total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#total;
  }

  /** @param holder destroyed to free the memory @returns a function that releases the memory */
  hold(name: string, holder: Holder, bytes: number): () => void {
    const client = this.#clients.get(name) ?? { bytes: 0, entries: new Set() };
    const entry = { holder, bytes };
    this.#clients.set(name, client);
    client.entries.add(entry);
    client.bytes += bytes;
    this.#total += bytes;
    this.#makeRoom();
    return () => this.#release(name, entry);
  }

  #release(name: string, entry: Entry): void {
    const client = this.#clients.get(name);
    if (!client?.entries.delete(entry)) return;
    client.bytes -= entry.bytes;
    this.#total -= entry.bytes;
    if (client.entries.size === 0) this.#clients.delete(name);
  }

  #makeRoom(): void {
    while (this.#total > this.#maxBytes) {
      const [name, { entries }] = [...this.#clients].reduce((most, next) =>
        next[1].bytes > most[1].bytes ? next : most,
      );
      const [oldest] = entries;
      if (oldest === undefined) return;
      this.#release(name, oldest);
      oldest.holder.destroy();
    }
  }
}
