import { HeldBytes } from "../limits/held-bytes.js";

interface Kept {
  readonly text: string;
  readonly client: string;
  release: () => void;
}

/** Bytes of a document besides its text, measured. */
const entryBytes = 800;
/** Largest document, as a part of the store: dropping many small ones for it takes time. */
const maxPart = 1 / 32;

/**
 * Documents that clients have sent with their hash, limited by their size in memory. A full store drops the least recently
 * used document of a client with many bytes: a client that fills the store displaces its own documents.
 */
export class AutomaticDocuments {
  readonly #maxBytes: number;
  readonly #held: HeldBytes;
  readonly #documents = new Map<string, Kept>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#held = new HeldBytes(maxBytes);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#held.bytes;
  }

  get(hash: string): string | undefined {
    const kept = this.#documents.get(hash);
    if (kept === undefined) return undefined;
    kept.release();
    this.#hold(hash, kept);
    return kept.text;
  }

  /** Adds a document, unless it is known or too large. */
  add(hash: string, text: string, client: string): void {
    if (this.#documents.has(hash) || bytesOf(text) > this.#maxBytes * maxPart) return;
    const kept = { text, client, release: () => undefined };
    this.#documents.set(hash, kept);
    this.#hold(hash, kept);
  }

  #hold(hash: string, kept: Kept): void {
    const dropped = { destroy: () => this.#documents.delete(hash) };
    kept.release = this.#held.hold(kept.client, dropped, bytesOf(kept.text));
  }
}

/** Bytes in memory. */
function bytesOf(text: string): number {
  return 2 * text.length + entryBytes;
}
