import type { Batch } from "./batch.js";
import type { Outlet } from "./outlet.js";
import type { Tally } from "./pending-bytes.js";

/** A subscriber as far as its connection is concerned. */
export interface Connected {
  readonly outlet: Outlet;
  /** Since when the connection is full; null while there is room. */
  fullSince: number | null;
  /** What was sent last, which fills the connection. */
  sent: Batch | undefined;
}

/**
 * Looks after connections: those with room say that they live, those that have been full for too long are given up.
 *
 * @param timeoutMs that a full one may take to be read
 */
export function beatAll<Subscriber extends Connected>(
  subscribers: Iterable<Subscriber>,
  now: number,
  timeoutMs: number,
  giveUp: (subscriber: Subscriber) => void,
): void {
  for (const subscriber of subscribers) {
    if (subscriber.fullSince === null) subscriber.outlet.beat();
    else if (now - subscriber.fullSince > timeoutMs) giveUp(subscriber);
  }
}

/** Counts what a full connection holds. @param missed bytes that wait besides */
export function weighConnected(
  tally: Tally,
  { outlet, fullSince, sent }: Connected,
  missed: number,
  end: () => void,
): void {
  if (fullSince === null) return;
  const unsent = outlet.connection.unsentBytes();
  if (outlet.sendsCopies) tally.hold(outlet.connection, unsent);
  else if (sent) tally.hold(sent, sent.bytes);
  tally.offer({ bytes: unsent + missed, end });
}

/** There is room on the connection again. */
export function emptied(subscriber: Connected): void {
  subscriber.sent = undefined;
  subscriber.fullSince = null;
}
