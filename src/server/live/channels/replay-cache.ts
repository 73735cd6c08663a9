import type { Answer } from "../answering.js";

/** Maximum number of cached answers. */
const maxAnswers = 500;

/** Cache of answers by event number, for subscribers that resume from nearby positions. */
export class ReplayCache {
  readonly #maxBytes: number;
  readonly #byNumber = new Map<number, Promise<Answer>>();
  /** Lengths of the serialized answers. */
  readonly #lengths = new Map<number, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(number: number): boolean {
    return this.#byNumber.has(number);
  }

  /** The answer to an event, computed once. */
  once(number: number, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#byNumber.get(number);
    if (known) return known;
    const answer = ask();
    this.#byNumber.set(number, answer);
    answer.catch(() => this.#forget(number));
    if (this.#byNumber.size > maxAnswers) this.#forgetOldest();
    return answer;
  }

  /** Counts the JSON of a serialized answer. */
  made(number: number, { length }: Answer): void {
    if (!this.#byNumber.has(number) || this.#lengths.has(number)) return;
    this.#lengths.set(number, length);
    this.#bytes += length;
    while (this.#bytes > this.#maxBytes) this.#forgetOldest();
  }

  forgetThrough(number: number): void {
    for (const each of this.#byNumber.keys()) if (each <= number) this.#forget(each);
  }

  clear(): void {
    this.#byNumber.clear();
    this.#lengths.clear();
    this.#bytes = 0;
  }

  #forgetOldest(): void {
    const [oldest] = this.#byNumber.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(number: number): void {
    this.#byNumber.delete(number);
    this.#bytes -= this.#lengths.get(number) ?? 0;
    this.#lengths.delete(number);
  }
}
