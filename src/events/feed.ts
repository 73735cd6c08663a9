import { setImmediate } from "node:timers/promises";
import sql from "sql-template-tag";
import { within } from "../async/abort.js";
import { retry } from "../async/retry.js";
import type { Queryable } from "../db/database.js";
import type { Listener } from "../db/listener.js";
import { dataChannel, type Event, wakeUpChannel } from "./event.js";
import { readEvents, readLogState } from "./log.js";

/** Events as received by one process: each exactly once, in order, across lost connections. */
export interface EventFeed {
  /** Number of the newest event passed on; undefined until the log is first reached. */
  position(): number | undefined;
  /** Resolves when the log is first reached: later events are delivered. */
  readonly reached: Promise<void>;
  close(): Promise<void>;
}

export interface FeedOptions {
  /** Opens the listening connection; called again whenever it breaks. */
  connect: () => Promise<Listener>;
  /** What follows the changes of the data, of which the listening connection is notified; other connections, to try that. */
  data?: { readonly watch: DataWatch; readonly db: Pick<Queryable, "query"> };
  /** Called with committed events, in order. */
  onEvents: (events: readonly Event[]) => void;
  /** Called when the connection breaks or cannot be opened, before a retry. */
  onDisconnected?: (error: unknown) => void;
}

/** Receives changes of the data. */
export interface DataWatch {
  /** The data have changed. */
  changed(): void;
  /** The listening connection has passed on a change, or a trial of it with a payload. @param isIdle while it ran no statement */
  notified(isIdle: boolean, payload: string): void;
  /** All changes committed before a time (of `performance.now()`) have been received, if the connection passes them on. */
  confirmed(before: number): void;
  /** Changes may go unnoticed until the next `confirmed`. */
  lost(): void;
}

/** Maximum number of events per read. */
const batchSize = 500;
/**
 * Milliseconds between reads without a notification. A connection can stall unnoticed, and notifications with it: after two,
 * `DataVersion` does not trust it any more.
 */
const pollIntervalMs = 1_000;
/** Delays before reconnecting. */
const reconnecting = { firstMs: 50, maxMs: 2_000 };

/**
 * Follows the log. Postgres notifies on commit; events are then read from the log after the last one seen. So nothing is
 * lost with a connection: the next one continues.
 */
export function openFeed({ connect, data, onEvents, onDisconnected }: FeedOptions): EventFeed {
  const closing = new AbortController();
  let position: number | undefined;
  let listener: Listener | undefined;
  let reach: (() => void) | undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });

  const readOn = async (connection: Listener) => {
    for (;;) {
      const started = performance.now();
      const events = await readEvents(connection, position ?? 0, batchSize);
      data?.watch.confirmed(started);
      const last = events.at(-1);
      if (last) {
        position = last.number;
        // Events may be read before the notification of their commit arrives.
        data?.watch.changed();
        onEvents(events);
      }
      if (events.length < batchSize || closing.signal.aborted) return;
      // Lets these events be delivered before reading more.
      await setImmediate();
    }
  };
  const follow = async (recovered: () => void) => {
    const connection = await connect();
    listener = connection;
    try {
      const { lastNumber } = await readLogState(connection);
      position ??= lastNumber;
      if (data) await receiveNotification(connection, data);
      reach?.();
      while (!closing.signal.aborted) {
        // Subscribed before reading, so that commits in the meantime are noticed.
        const woken = connection.nextNotification();
        await readOn(connection);
        await within(pollIntervalMs, woken);
        recovered();
      }
    } finally {
      data?.watch.lost();
      await connection.close().catch(() => undefined);
    }
  };
  const running = retry(follow, {
    ...reconnecting,
    signal: closing.signal,
    onError: (error) => onDisconnected?.(error),
  });
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

/** Lets the listening connection show that it passes on notifications, which another connection sends. */
async function receiveNotification(
  connection: Listener,
  { watch, db }: NonNullable<FeedOptions["data"]>,
): Promise<void> {
  const started = performance.now();
  const received = connection.nextNotification();
  await db.query(sql`select pg_notify(${dataChannel}, 'trial'), pg_notify(${wakeUpChannel}, '')`);
  await within(pollIntervalMs, received);
  watch.confirmed(started);
}
