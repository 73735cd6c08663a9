import type { Outlet } from "./outlet.js";

/** A subscriber as far as its connection is concerned. */
export interface Connected {
  readonly outlet: Outlet;
  /** Since when the connection is full; null while there is room. */
  fullSince: number | null;
}

/**
 * Looks after connections: those with room say that they live, those that have been full for too long are given up.
 *
 * @param patience milliseconds that a full one may take to be read
 */
export function beatAll<Subscriber extends Connected>(
  subscribers: Iterable<Subscriber>,
  now: number,
  patience: number,
  giveUp: (subscriber: Subscriber) => void,
): void {
  for (const subscriber of subscribers) {
    if (subscriber.fullSince === null) subscriber.outlet.beat();
    else if (now - subscriber.fullSince > patience) giveUp(subscriber);
  }
}
