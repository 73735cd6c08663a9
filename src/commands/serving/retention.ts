import type { Logger } from "pino";
import type { Database } from "../../db/database.js";
import { expireDeliveries } from "../../domain/watches/deliveries.js";
import { expireEvents } from "../../events/log.js";

/** Milliseconds for which events are kept, and clients can resume without missing any. */
const retentionMs = 7 * 24 * 3_600_000;
/** Milliseconds for which deliveries of watches are kept, and can be replayed. */
const deliveryRetentionMs = 30 * 24 * 3_600_000;
const intervalMs = 3_600_000;

/** Deletes expired events and deliveries now and every hour. */
export function expireEventsHourly(db: Database, log: Logger): { stop(): void } {
  const expire = async () => {
    try {
      await expireEvents(db, new Date(Date.now() - retentionMs));
      await expireDeliveries(db, new Date(Date.now() - deliveryRetentionMs));
    } catch (error) {
      log.warn({ err: error }, "could not delete expired events and deliveries; trying again in an hour");
    }
  };
  void expire();
  const timer = setInterval(expire, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
