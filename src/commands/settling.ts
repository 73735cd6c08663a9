import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { type Database, openDatabase } from "../db/client.js";
import { cancelWork, isLeftUnsettled, settle } from "../domain/filling.js";
import { say } from "./say.js";

/** Milliseconds between two checks for an ingest that left something undone. */
const checkIntervalMs = 30_000;

/**
 * Finishes what an ingest that died left undone, while requests are answered: at once when the server finds it so, later
 * when it is so at two looks in a row, since an ingest may be started again. Given up when the server stops.
 */
export async function keepSettled(
  main: Database,
  url: string,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  // Its statements take longer than those of requests may.
  const name = `papergraph settling ${process.pid}`;
  const db = openDatabase({ url, name, connections: 2 });
  let left = true;
  while (!stopping.aborted) {
    const leftBefore = left;
    left = await isLeftUnsettled(db).catch(() => false);
    if (left && leftBefore) await settleWhatWasLeft(main, db, name, stopping, log);
    await delay(checkIntervalMs, undefined, { signal: stopping }).catch(() => undefined);
  }
  await db.close();
}

async function settleWhatWasLeft(
  main: Database,
  db: Database,
  name: string,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  // Between two statements there is nothing to cancel, so it is said more than once.
  const watching = setInterval(() => {
    if (stopping.aborted) cancelWork(main, name).catch(() => undefined);
  }, 500);
  try {
    await settle(db, () => {
      stopping.throwIfAborted();
      say("An archive was not read to its end. Counting authors and keywords, and making indexes …");
    });
    say("All is counted, and has its indexes.");
  } catch (error) {
    if (!stopping.aborted) log.warn({ err: error }, "what an ingest left undone is left for later");
  } finally {
    clearInterval(watching);
  }
}
