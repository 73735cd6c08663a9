import { randomBytes } from "node:crypto";
import type { DataWatch } from "../../events/feed.js";

/**
 * Milliseconds for which changes count as received after the database last answered on the connection that notifies: a
 * stalled connection looks like a quiet one.
 */
const leaseMs = 2_000;

/**
 * The version of the data as far as this process knows. It moves with every commit, up to the time of a notification later.
 * What was read from begin to end in one version is as current as that version.
 */
export class DataVersion implements DataWatch {
  /** Other processes, and this one after a restart, count differently. */
  readonly #process = randomBytes(9).toString("base64url");
  readonly #listeners: (() => void)[];
  #number = 0;
  #text = `${this.#process}.0`;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  /** Whether the connection has passed on a notification between statements: one through a pooler of transactions never does. */
  #isNotified = false;

  /** @param onChange called when the version moves */
  constructor(onChange: () => void) {
    this.#listeners = [onChange];
  }

  /** @param onChange is also called when the version moves */
  listen(onChange: () => void): void {
    this.#listeners.push(onChange);
  }

  /** Unique among processes and restarts; undefined while changes may go unnoticed. */
  get current(): string | undefined {
    return performance.now() - this.#confirmedAt < leaseMs ? this.#text : undefined;
  }

  readonly changed = (): void => {
    this.#number += 1;
    this.#text = `${this.#process}.${this.#number}`;
    for (const onChange of this.#listeners) onChange();
  };

  readonly notified = (isIdle: boolean, payload: string): void => {
    this.#isNotified ||= isIdle;
    if (payload === "") this.changed();
  };

  readonly confirmed = (before: number): void => {
    if (this.#isNotified) this.#confirmedAt = Math.max(this.#confirmedAt, before);
  };

  readonly lost = (): void => {
    this.#isNotified = false;
    this.#confirmedAt = Number.NEGATIVE_INFINITY;
    this.changed();
  };
}
