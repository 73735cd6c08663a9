import type { Batch } from "./batch.js";
import type { Tally } from "./pending-bytes.js";
import type { Sink } from "./sink.js";

/**
 * Calls back at intervals, once everything that has arrived by then has been read. Timers run before sockets are read: after a
 * pause of the process, they would close connections for silence although the clients' messages have arrived.
 */
export function repeatAfterReading(work: () => void, intervalMs: number): NodeJS.Timeout {
  return setInterval(() => setImmediate(work), intervalMs);
}

/** Parts of the heartbeat interval; each connection has its heartbeats in one of them, since thousands at once take long. */
const slots = 16;

/** The slot of a new connection. */
export function randomSlot(): number {
  return Math.floor(Math.random() * slots);
}

/** Calls back for each slot in turn, once per interval; see `repeatAfterReading`. */
export function repeatInSlots(work: (slot: number) => void, intervalMs: number): NodeJS.Timeout {
  let slot = 0;
  return repeatAfterReading(() => {
    slot = (slot + 1) % slots;
    work(slot);
  }, intervalMs / slots);
}

/** A subscriber as far as its connection is concerned. */
export interface Connected {
  readonly sink: Sink;
  /** When in the interval it has its heartbeats. */
  readonly slot: number;
  /** When the connection became full; null while it has room. */
  fullSince: number | null;
  /** The last batch sent, while it fills the connection. */
  sent: Batch | undefined;
}

/**
 * Sends a heartbeat on connections of a slot with room, and closes those that have been full for too long.
 *
 * @param timeoutMs milliseconds after which a full connection is closed
 */
export function sendHeartbeats<Subscriber extends Connected>(
  subscribers: Iterable<Subscriber>,
  slot: number,
  now: number,
  timeoutMs: number,
  onTimeout: (subscriber: Subscriber) => void,
): void {
  for (const subscriber of subscribers) {
    if (subscriber.slot !== slot) continue;
    if (subscriber.fullSince === null) subscriber.sink.keepAlive();
    else if (now - subscriber.fullSince > timeoutMs) onTimeout(subscriber);
  }
}

/** Counts the bytes held for a full connection. @param missed additional bytes waiting for the subscriber */
export function weighConnection(
  tally: Tally,
  { sink, fullSince, sent }: Connected,
  missed: number,
  end: () => void,
): void {
  if (fullSince === null) return;
  const unsent = sink.connection.unsentBytes();
  if (sink.sendsCopies) tally.hold(sink.connection, unsent);
  else if (sent) tally.hold(sent, sent.bytes);
  tally.offer({ bytes: unsent + missed, end });
}

/** Marks the connection as drained. */
export function markDrained(subscriber: Connected): void {
  subscriber.sent = undefined;
  subscriber.fullSince = null;
}
