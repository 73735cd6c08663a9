interface Holder {
  destroy(): unknown;
}

interface Entry {
  readonly holder: Holder;
  readonly bytes: number;
}

interface Client {
  readonly name: string;
  bytes: number;
  /** Oldest first. */
  readonly entries: Set<Entry>;
}

/**
 * Memory held for clients. Beyond the limit, the client with the most loses its oldest holder, or one with at least half as
 * much: comparing 25,000 clients for each takes milliseconds.
 */
export class HeldBytes {
  readonly #maxBytes: number;
  readonly #clients = new Map<string, Client>();
  /** Clients by the logarithm of their bytes. */
  readonly #bySize: Set<Client>[] = [];
  #total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#total;
  }

  /** @param holder destroyed to free the memory @returns a function that releases the memory */
  hold(name: string, holder: Holder, bytes: number): () => void {
    const client = this.#clients.get(name) ?? { name, bytes: 0, entries: new Set() };
    const entry = { holder, bytes };
    this.#clients.set(name, client);
    client.entries.add(entry);
    this.#resize(client, bytes);
    this.#makeRoom();
    return () => this.#release(client, entry);
  }

  #release(client: Client, entry: Entry): void {
    if (!client.entries.delete(entry)) return;
    this.#resize(client, -entry.bytes);
    if (client.entries.size > 0) return;
    this.#clients.delete(client.name);
    this.#bySize[sizeOf(client)]?.delete(client);
  }

  #resize(client: Client, bytes: number): void {
    this.#total += bytes;
    this.#bySize[sizeOf(client)]?.delete(client);
    client.bytes += bytes;
    const size = sizeOf(client);
    for (let next = this.#bySize.length; next <= size; next += 1) this.#bySize.push(new Set());
    this.#bySize[size]?.add(client);
  }

  #makeRoom(): void {
    while (this.#total > this.#maxBytes) {
      const largest = this.#bySize.findLast(({ size }) => size > 0);
      const [client] = largest ?? [];
      const [oldest] = client?.entries ?? [];
      if (client === undefined || oldest === undefined) return;
      this.#release(client, oldest);
      oldest.holder.destroy();
    }
  }
}

function sizeOf({ bytes }: Client): number {
  return Math.floor(Math.log2(1 + bytes));
}
