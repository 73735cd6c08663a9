import { settledOrAborted } from "../async/abort.js";
import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import type { Database } from "../db/database.js";
import { withLeadership } from "../db/leadership.js";
import { poll } from "../poll/poll.js";
import { locateDatabase } from "./location.js";
import { applyMigrations } from "./migrate.js";
import { say } from "./say.js";
import type { Shutdown } from "./shutdown.js";

/** Advisory lock of the process that polls ("papergpl" in ASCII). */
export const pollerLock = 0x706170657267706cn;
/** The same for `--since`, which works next to a poller: processes share what has been fetched through the database. */
const olderDaysLock = 0x706170657267706dn;

/** Minimum delay between requests. The feed's rate limit is 500 in 5 minutes, one per 0.6 seconds. */
const minDelayMs = 2_000;
const firstRetryMs = 2_000;
const requestTimeoutMs = 30_000;

/** `papergraph poll`: runs until stopped. @param since the first day to fetch; defaults to two weeks ago */
export async function pollFeed(config: Config, shutdown: Shutdown, since: string | undefined): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 2 });
  try {
    await applyMigrations(location.url, shutdown.requested);
    say(`Database: ${location.name}.`);
    say(`Polling ${config.HF_BASE_URL.origin}.`);
    await settledOrAborted(keepPolling(db, location.url, config, since, shutdown.requested), shutdown.cut);
  } finally {
    await settledOrAborted(db.close(), shutdown.abandoned);
    await location.close(shutdown.overdue);
  }
}

/** Polls until the signal aborts, in one process per database at a time. */
export async function keepPolling(
  db: Database,
  url: string,
  config: Config,
  since: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const intervalMs = config.POLL_INTERVAL * 1_000;
  const work = (leading: AbortSignal) =>
    poll(db, {
      baseUrl: config.HF_BASE_URL,
      since,
      intervalMs,
      minDelayMs: Math.min(minDelayMs, intervalMs),
      firstRetryMs: Math.min(firstRetryMs, intervalMs),
      requestTimeoutMs,
      now: () => new Date(),
      random: Math.random,
      signal: leading,
      say,
    });
  await withLeadership(url, since === undefined ? pollerLock : olderDaysLock, signal, work, () =>
    say("Another process is polling for this database; this one takes over when it stops."),
  );
}
