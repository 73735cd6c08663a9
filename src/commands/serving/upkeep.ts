import type { Logger } from "pino";
import { pause } from "../../async/abort.js";
import { openDatabase } from "../../db/client.js";
import type { Database } from "../../db/database.js";
import { cancelQueries, finalizeBulkLoad, hasAbandonedBulkLoad } from "../../domain/recording/bulk-load.js";
import { mergeWords } from "../../domain/sql/merge-words.js";
import { isReanalyzing, reanalyzeSome, refreshStaleTermStatistics } from "../../domain/upkeep/reanalyze.js";
import { recomputeStaleBoards } from "../../domain/upkeep/stale-boards.js";
import { recomputeStaleMonth } from "../../domain/upkeep/stale-months.js";
import { say } from "../say.js";

/** Milliseconds between checks for work. */
const checkIntervalMs = 30_000;

/**
 * Maintains the database until the server stops: finishes an interrupted bulk load, immediately at startup, later only after
 * two checks in a row find it, because the ingest may be restarted; recomputes stale sums of months and stale boards of days;
 * replaces search documents of another version; counts the terms of new papers, and merges them into the index of search.
 */
export async function keepUp(main: Database, url: string, stopping: AbortSignal, log: Logger): Promise<void> {
  // A separate pool: these statements exceed the timeout for requests.
  const name = `papergraph settling ${process.pid}`;
  const db = openDatabase({ url, name, connections: 2 });
  let unsettled = true;
  while (!stopping.aborted) {
    const before = unsettled;
    unsettled = await hasAbandonedBulkLoad(db).catch(() => false);
    if (unsettled && before) await finishBulkLoad(main, db, name, stopping, log);
    if (!unsettled)
      await keepMonthsUp(db, stopping).catch((error: unknown) => {
        if (!stopping.aborted)
          log.warn({ err: error }, "could not update sums of months; trying again later");
      });
    if (!unsettled)
      await keepBoardsUp(db, stopping).catch((error: unknown) => {
        if (!stopping.aborted)
          log.warn({ err: error }, "could not update boards of days; trying again later");
      });
    await keepSearchUp(db, stopping).catch((error: unknown) => {
      if (!stopping.aborted)
        log.warn({ err: error }, "could not update search documents; trying again later");
    });
    await pause(checkIntervalMs, stopping);
  }
  await db.close();
}

/** One month per transaction, so that writers wait for at most one. */
async function keepMonthsUp(db: Database, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await recomputeStaleMonth(db)));
}

/** Some days per transaction, for the same reason. */
async function keepBoardsUp(db: Database, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await recomputeStaleBoards(db, new Date())));
}

async function keepSearchUp(db: Database, stopping: AbortSignal): Promise<void> {
  if (await isReanalyzing(db)) {
    say("Replacing search documents of another version in the background …");
    while (!stopping.aborted && (await reanalyzeSome(db)));
    if (!stopping.aborted) say("Search documents replaced.");
  }
  if (!stopping.aborted) await refreshStaleTermStatistics(db);
  if (!stopping.aborted) await mergeWords(db, "paper_texts");
}

async function finishBulkLoad(
  main: Database,
  db: Database,
  name: string,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  // A cancellation between two statements has no effect, so it is repeated.
  const watching = setInterval(() => {
    if (stopping.aborted) cancelQueries(main, name).catch(() => undefined);
  }, 500);
  try {
    await finalizeBulkLoad(db, () => {
      stopping.throwIfAborted();
      say("Finishing an interrupted ingest: counting authors and keywords, building indexes …");
    });
    say("Counts updated and indexes rebuilt.");
  } catch (error) {
    if (!stopping.aborted)
      log.warn({ err: error }, "could not finish an interrupted ingest; trying again later");
  } finally {
    clearInterval(watching);
  }
}
