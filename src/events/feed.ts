import { setTimeout as delay, setImmediate } from "node:timers/promises";
import type { Listener } from "../db/listener.js";
import type { Event } from "./event.js";
import { readEvents, readLogState } from "./log.js";

/** What happens, as one process hears of it: every event once, in order, whatever becomes of the connection. */
export interface EventFeed {
  /** The number of the newest event that was handed on; undefined until the log has been reached for the first time. */
  position(): number | undefined;
  /** Resolves when the log has been reached for the first time: what happens from then on is heard. */
  readonly reached: Promise<void>;
  close(): Promise<void>;
}

export interface FeedOptions {
  /** Makes the connection that listens; called again whenever it breaks. */
  connect: () => Promise<Listener>;
  /** Gets events in the order of their numbers, soon after they were committed. */
  onEvents: (events: readonly Event[]) => void;
  /** Told when the connection breaks or cannot be made, before it is tried again. */
  onDisconnected?: (error: unknown) => void;
}

/** How many events are read at once. */
const pageSize = 500;
/** Milliseconds after which the log is looked at though nobody said a word: a wake-up can be lost with a connection. */
const idle = 5_000;
/** Milliseconds until a broken connection is made anew: at first, and at most. */
const [firstRetry, longestRetry] = [50, 2_000];

/**
 * Follows the log. Postgres says "wake up" at the commit; what happened is then read from the log, from the last event
 * that was seen. So nothing is lost with a connection: the next one reads on.
 */
export function openFeed({ connect, onEvents, onDisconnected }: FeedOptions): EventFeed {
  const closing = new AbortController();
  let position: number | undefined;
  let listener: Listener | undefined;
  let reach: (() => void) | undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });

  const readOn = async (connection: Listener) => {
    for (;;) {
      const events = await readEvents(connection, position ?? 0, pageSize);
      const last = events.at(-1);
      if (last) {
        position = last.number;
        onEvents(events);
      }
      if (events.length < pageSize || closing.signal.aborted) return;
      // What was handed on is on its way before there is more.
      await setImmediate();
    }
  };
  const follow = async () => {
    const connection = await connect();
    listener = connection;
    try {
      position ??= (await readLogState(connection)).lastNumber;
      reach?.();
      while (!closing.signal.aborted) {
        // Asked for before reading: what is committed meanwhile is noticed.
        const woken = connection.nextNotification();
        await readOn(connection);
        await within(idle, woken);
      }
    } finally {
      await connection.close().catch(() => undefined);
    }
  };
  const run = async () => {
    let retry = firstRetry;
    while (!closing.signal.aborted) {
      const started = performance.now();
      await follow().catch((error: unknown) => {
        if (!closing.signal.aborted) onDisconnected?.(error);
      });
      if (performance.now() - started > longestRetry) retry = firstRetry;
      // Processes that lost the same database do not come back at the same moment.
      await delay(retry * (0.5 + Math.random()), undefined, { signal: closing.signal }).catch(
        () => undefined,
      );
      retry = Math.min(2 * retry, longestRetry);
    }
  };
  const running = run();
  return {
    position: () => position,
    reached,
    async close() {
      closing.abort();
      await listener?.close().catch(() => undefined);
      await running;
    },
  };
}

/** Waits for a promise, but no longer than so many milliseconds. */
async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([promise, waited]);
  } finally {
    clearTimeout(timer);
  }
}
