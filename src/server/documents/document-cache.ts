import type { DocumentNode } from "graphql";

/** Bytes per token of a parsed document, measured on documents of many shapes. */
const bytesPerToken = 250;

/** LRU cache of valid documents by text, limited by their size in memory. */
export class DocumentCache {
  readonly #maxBytes: number;
  readonly #documents = new Map<string, DocumentNode>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document === undefined) return undefined;
    this.#documents.delete(text);
    this.#documents.set(text, document);
    return document;
  }

  has(text: string): boolean {
    return this.#documents.has(text);
  }

  add(text: string, document: DocumentNode): void {
    const bytes = sizeOf(text, document);
    if (bytes > this.#maxBytes || this.#documents.has(text)) return;
    this.#documents.set(text, document);
    this.#bytes += bytes;
    for (const [oldest, each] of this.#documents) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#documents.delete(oldest);
      this.#bytes -= sizeOf(oldest, each);
    }
  }
}

function sizeOf(text: string, { tokenCount = text.length }: DocumentNode): number {
  return 2 * text.length + bytesPerToken * tokenCount;
}
