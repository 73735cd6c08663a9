import type { Connection } from "./sink.js";

// Limits the memory of pending events across all subscribers, on top of the limit per subscriber. A buffer that is queued on
// many sockets counts once.

/** A subscriber or connection that can be ended to free memory. */
export interface Candidate {
  /** Bytes pending for it. */
  readonly bytes: number;
  end(): void;
}

export interface Tally {
  /** Counts an object in memory; the same object counts once. */
  hold(thing: object, bytes: number): void;
  offer(candidate: Candidate): void;
}

/** An owner of pending bytes. */
export interface Holder {
  weigh(tally: Tally): void;
  /** Drops cached data that can be recomputed. */
  dropCache(): void;
}

export interface PendingBytes {
  /** Adds a holder. */
  watch(holder: Holder): void;
  /** Call when bytes were queued. */
  queued(bytes: number): void;
  /** Call when the server ended a connection that may still have unsent bytes. */
  ended(connection: Connection): void;
}

/** Milliseconds between counts; a count is made earlier once `earlyCountShare` of the limit has been queued. */
const intervalMs = 50;
const earlyCountShare = 1 / 8;
/** Bytes that ended connections may still hold, as a share of the limit. */
const endedShare = 1 / 4;

/**
 * Keeps the pending bytes of all clients within a limit: clients with the most pending bytes are ended first.
 *
 * @param maxBytes limit on pending bytes, excluding those of ended connections, which may hold a quarter more
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
    if (count().bytes > maxBytes) for (const holder of holders) holder.dropCache();
    // Ending one of several clients that share a buffer frees nothing, so each round ends twice as many.
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
      if (bytes <= maxBytes * endedShare) return;
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
      if (grown > maxBytes * earlyCountShare) relieve();
      else timer ??= setTimeout(relieve, intervalMs).unref();
    },
    ended(connection) {
      if (endedConnections.has(connection) || connection.closed || connection.unsentBytes() === 0) return;
      endedConnections.add(connection);
      timer ??= setTimeout(relieve, intervalMs).unref();
    },
  };
}
