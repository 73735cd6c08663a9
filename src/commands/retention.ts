import type { Logger } from "pino";
import type { Database } from "../db/database.js";
import { expireEvents } from "../events/log.js";

/** Milliseconds for which events are kept: as long as a client may be away and miss nothing. */
const retention = 7 * 24 * 3_600_000;
/** Milliseconds between two looks for older ones. */
const interval = 3_600_000;

/** Gives up events that are older than a week: now, and every hour. */
export function keepEventsFresh(db: Database, log: Logger): { stop(): void } {
  const look = () =>
    expireEvents(db, new Date(Date.now() - retention)).catch((error: unknown) =>
      log.warn({ err: error }, "old events could not be removed; trying again in an hour"),
    );
  void look();
  const timer = setInterval(look, interval);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
