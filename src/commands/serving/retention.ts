import type { Logger } from "pino";
import type { Database } from "../../db/database.js";
import { expireEvents } from "../../events/log.js";

/** Milliseconds for which events are kept, and clients can resume without missing any. */
const retentionMs = 7 * 24 * 3_600_000;
const intervalMs = 3_600_000;

/** Deletes expired events now and every hour. */
export function expireEventsHourly(db: Database, log: Logger): { stop(): void } {
  const expire = () =>
    expireEvents(db, new Date(Date.now() - retentionMs)).catch((error: unknown) =>
      log.warn({ err: error }, "could not delete expired events; trying again in an hour"),
    );
  void expire();
  const timer = setInterval(expire, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
