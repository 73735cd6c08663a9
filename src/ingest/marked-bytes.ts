import { createHash, type Hash } from "node:crypto";

/** The file has the same beginning as that of the bookmark, but differs later. */
export class BookmarkMismatchError extends Error {}

/**
 * Key of a file's bookmark: a digest of its beginning and of everything that affects its papers.
 *
 * @param terms format, source, and options
 */
export function bookmarkKey(beginning: Uint8Array, terms: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(terms)).update("\n").update(beginning).digest("hex");
}

/** Passes the bytes of a file to a reader, counts and digests them, and verifies a bookmark. */
export class MarkedBytes {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #expected: { bytes: number; digest: string } | undefined;
  readonly #onSkipped: () => void;
  readonly #hash: Hash = createHash("sha256");
  #count = 0;
  #verified: boolean;

  /**
   * @param expected the bookmark to verify
   * @param onSkipped called for each chunk before the bookmark; may throw to stop reading
   */
  constructor(
    source: AsyncIterable<Uint8Array>,
    expected: { bytes: number; digest: string } | undefined,
    onSkipped: () => void,
  ) {
    this.#source = source;
    this.#expected = expected;
    this.#onSkipped = onSkipped;
    this.#verified = expected === undefined;
  }

  /** Whether the bytes up to the bookmark, if any, have been read and are the same. */
  get verified(): boolean {
    return this.#verified;
  }

  get count(): number {
    return this.#count;
  }

  /** Digest of the bytes so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** @throws BookmarkMismatchError if the bytes before the bookmark differ or end early */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      if (!this.#verified) this.#onSkipped();
      const left = this.#verified ? chunk.length : (this.#expected?.bytes ?? 0) - this.#count;
      this.#take(chunk.subarray(0, left));
      if (!this.#verified && this.#count === this.#expected?.bytes) {
        this.#verify();
        this.#take(chunk.subarray(left));
      }
      yield chunk;
    }
    if (!this.#verified) throw new BookmarkMismatchError();
  }

  #take(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#count += bytes.length;
  }

  #verify(): void {
    if (this.digest() !== this.#expected?.digest) throw new BookmarkMismatchError();
    this.#verified = true;
  }
}
