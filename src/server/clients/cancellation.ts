import type { Cancellation as DatabaseCancellation } from "../../db/cancellation.js";

/**
 * Cancels the statements of one request: running ones are canceled in Postgres, and no more are started. Cheaper than an
 * AbortSignal per statement, and retains nothing of statements that have ended.
 */
export class Cancellation implements DatabaseCancellation {
  #reason: Error | undefined;
  readonly #listeners = new Set<(reason: Error) => void>();

  get reason(): Error | undefined {
    return this.#reason;
  }

  add(listener: (reason: Error) => void): void {
    this.#listeners.add(listener);
  }

  delete(listener: (reason: Error) => void): void {
    this.#listeners.delete(listener);
  }

  /** Keeps the first reason. */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(reason);
  }
}
