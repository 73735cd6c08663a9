import type { Cancellation as DatabaseCancellation } from "../../db/cancellation.js";

/**
 * Stops the statements of one request: those that run are canceled at Postgres, and none starts afterwards. Cheaper than
 * an AbortSignal per statement, and it keeps nothing of a statement that has ended.
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

  /** The first reason stays. */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(reason);
  }
}
