import type { Connection } from "./outlet.js";

// Events that wait for clients are bounded for each subscriber, but a process has thousands. What counts here is memory: a
// buffer that many sockets wait to send is there once.

/** Somebody that could be ended to free memory. */
export interface Candidate {
  /** What waits for it. */
  readonly bytes: number;
  end(): void;
}

export interface Tally {
  /** Counts a thing that is in memory; the same thing is counted once. */
  hold(thing: object, bytes: number): void;
  offer(candidate: Candidate): void;
}

/** Something that holds bytes. */
export interface Holder {
  weigh(tally: Tally): void;
  /** Forgets what can be made again. */
  forget(): void;
}

export interface PendingBytes {
  /** Counts a holder from now on. */
  watch(holder: Holder): void;
  /** To be called when bytes began to wait. */
  queued(bytes: number): void;
  /** To be called when the server ended a connection that may still have bytes to send. */
  ended(connection: Connection): void;
}

/** Milliseconds between two counts; earlier when a part of the limit was added since. */
const intervalMs = 50;
const part = 1 / 8;
/** What connections that were ended may still hold, as a part of the limit. */
const endedPart = 1 / 4;

/**
 * Keeps what waits for all clients within a limit: clients with the most bytes waiting are ended first.
 *
 * @param maxBytes of all that waits, but for what is unsent on connections that were ended: a quarter more
 */
export function limitPendingBytes(maxBytes: number): PendingBytes {
  const holders: Holder[] = [];
  const endedConnections = new Set<Connection>();
  let grown = 0;
  let timer: NodeJS.Timeout | undefined;

  const count = () => {
    const held = new Map<object, number>();
    const candidates: Candidate[] = [];
    const tally: Tally = {
      hold: (thing, bytes) => held.set(thing, bytes),
      offer: (candidate) => candidates.push(candidate),
    };
    for (const holder of holders) holder.weigh(tally);
    let bytes = 0;
    for (const each of held.values()) bytes += each;
    return { bytes, candidates };
  };
  const relieve = () => {
    clearTimeout(timer);
    timer = undefined;
    grown = 0;
    if (count().bytes > maxBytes) for (const holder of holders) holder.forget();
    // Those that share a buffer free nothing one by one, so each round ends twice as many.
    for (let round = 1; ; round *= 2) {
      const { bytes, candidates } = count();
      if (bytes <= maxBytes || candidates.length === 0) break;
      candidates.sort((one, other) => other.bytes - one.bytes);
      for (const candidate of candidates.slice(0, round)) candidate.end();
    }
    cutEnded();
  };
  const cutEnded = () => {
    let bytes = 0;
    for (const connection of endedConnections) {
      if (connection.closed || connection.unsentBytes() === 0) endedConnections.delete(connection);
      else bytes += connection.unsentBytes();
    }
    for (const connection of endedConnections) {
      if (bytes <= maxBytes * endedPart) return;
      bytes -= connection.unsentBytes();
      endedConnections.delete(connection);
      connection.cut();
    }
  };

  return {
    watch(holder) {
      holders.push(holder);
    },
    queued(bytes) {
      grown += bytes;
      if (grown > maxBytes * part) relieve();
      else timer ??= setTimeout(relieve, intervalMs).unref();
    },
    ended(connection) {
      if (endedConnections.has(connection) || connection.closed || connection.unsentBytes() === 0) return;
      endedConnections.add(connection);
      timer ??= setTimeout(relieve, intervalMs).unref();
    },
  };
}
