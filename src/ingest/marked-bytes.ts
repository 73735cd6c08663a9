import { createHash, type Hash } from "node:crypto";

/** The file is not the one that a bookmark was set in, though it begins alike. */
export class OtherFileError extends Error {}

/**
 * The key of a file's bookmark: how it begins, and what decides what it says.
 *
 * @param terms the format, the source, and the options of reading
 */
export function bookmarkKey(beginning: Uint8Array, terms: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(terms)).update("\n").update(beginning).digest("hex");
}

/** A file's bytes on their way to a reader: counted and digested, and held against a bookmark that was set in them. */
export class MarkedBytes {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #expected: { bytes: number; digest: string } | undefined;
  readonly #onPassing: () => void;
  readonly #hash: Hash = createHash("sha256");
  #count = 0;
  #verified: boolean;

  /**
   * @param expected the bookmark up to which the bytes have to be the same
   * @param onPassing called again and again until it is reached, while no record comes; ends the reading when it throws
   */
  constructor(
    source: AsyncIterable<Uint8Array>,
    expected: { bytes: number; digest: string } | undefined,
    onPassing: () => void,
  ) {
    this.#source = source;
    this.#expected = expected;
    this.#onPassing = onPassing;
    this.#verified = expected === undefined;
  }

  /** Whether the bookmark, if there is one, was reached, and the bytes up to it are the same. */
  get verified(): boolean {
    return this.#verified;
  }

  get count(): number {
    return this.#count;
  }

  /** The digest of the bytes so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** @throws OtherFileError where the bookmark should be and the bytes before are others, or end before */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      if (!this.#verified) this.#onPassing();
      const left = this.#verified ? chunk.length : (this.#expected?.bytes ?? 0) - this.#count;
      this.#take(chunk.subarray(0, left));
      if (!this.#verified && this.#count === this.#expected?.bytes) {
        this.#verify();
        this.#take(chunk.subarray(left));
      }
      yield chunk;
    }
    if (!this.#verified) throw new OtherFileError();
  }

  #take(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#count += bytes.length;
  }

  #verify(): void {
    if (this.digest() !== this.#expected?.digest) throw new OtherFileError();
    this.#verified = true;
  }
}
