/** Documents of one client. */
interface Holding {
  /** Texts by hash, least recently used first. */
  readonly texts: Map<string, string>;
  bytes: number;
}

/** Bytes of a document besides its text, measured. */
const entryBytes = 400;
/** Largest document, as a part of the store: dropping many small ones for it takes time. */
const maxPart = 1 / 32;

/**
 * Documents that clients have sent with their hash, limited by their size in memory. A full store drops the least recently
 * used document of the client with the most bytes: a client that fills the store displaces its own documents.
 */
export class AutomaticDocuments {
  readonly #maxBytes: number;
  /** Clients by hash. */
  readonly #owners = new Map<string, string>();
  readonly #holdings = new Map<string, Holding>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  get(hash: string): string | undefined {
    const texts = this.#holdings.get(this.#owners.get(hash) ?? "")?.texts;
    const text = texts?.get(hash);
    if (texts === undefined || text === undefined) return undefined;
    texts.delete(hash);
    texts.set(hash, text);
    return text;
  }

  /** Adds a document, unless it is known or too large. */
  add(hash: string, text: string, client: string): void {
    const bytes = bytesOf(text);
    if (this.#owners.has(hash) || bytes > this.#maxBytes * maxPart) return;
    const holding = this.#holdings.get(client) ?? { texts: new Map(), bytes: 0 };
    this.#holdings.set(client, holding);
    this.#owners.set(hash, client);
    holding.texts.set(hash, text);
    holding.bytes += bytes;
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes) this.#dropOne();
  }

  #dropOne(): void {
    let [client, largest]: [string, Holding | undefined] = ["", undefined];
    for (const [name, holding] of this.#holdings)
      if (holding.bytes > (largest?.bytes ?? 0)) [client, largest] = [name, holding];
    const [[hash, text] = ["", ""]] = largest?.texts ?? [];
    if (largest === undefined) return;
    largest.texts.delete(hash);
    largest.bytes -= bytesOf(text);
    this.#owners.delete(hash);
    this.#bytes -= bytesOf(text);
    if (largest.texts.size === 0) this.#holdings.delete(client);
  }
}

/** Bytes in memory. */
function bytesOf(text: string): number {
  return 2 * text.length + entryBytes;
}
