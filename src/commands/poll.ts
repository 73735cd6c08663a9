import type { Config } from "../config.js";
import { settledOrAborted } from "../db/abort.js";
import { openDatabase } from "../db/client.js";
import type { Database } from "../db/database.js";
import { leading } from "../db/leadership.js";
import { poll } from "../poll/poll.js";
import { applyMigrations, locateDatabase } from "./database.js";
import { say } from "./say.js";
import type { Shutdown } from "./shutdown.js";

/** "papergpl" in ASCII: whoever holds it polls. */
const pollerLock = 0x706170657267706cn;

/** Milliseconds between two requests at least. The feed allows 500 in 5 minutes, which is one in 0.6 seconds. */
const gap = 2_000;
const firstRetry = 2_000;
const timeout = 30_000;

/** `papergraph poll`: runs until it is stopped. @param since the first day to fill in; the last two weeks when missing */
export async function pollFeed(config: Config, shutdown: Shutdown, since: string | undefined): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 2 });
  try {
    await applyMigrations(location.url, shutdown.requested);
    say(`Polling ${config.HF_BASE_URL.origin} into the ${location.name}.`);
    await settledOrAborted(keepPolling(db, location.url, config, since, shutdown.requested), shutdown.cut);
  } finally {
    await settledOrAborted(db.close(), shutdown.abandoned);
    await location.close(shutdown.overdue);
  }
  say("Stopped.");
}

/** Polls until the signal aborts: as the only one of all processes on the database, or as soon as it is. */
export async function keepPolling(
  db: Database,
  url: string,
  config: Config,
  since: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const work = (led: AbortSignal) =>
    poll(db, {
      baseUrl: config.HF_BASE_URL,
      since,
      interval: config.POLL_INTERVAL * 1_000,
      gap: Math.min(gap, config.POLL_INTERVAL * 1_000),
      firstRetry: Math.min(firstRetry, config.POLL_INTERVAL * 1_000),
      timeout,
      now: () => new Date(),
      random: Math.random,
      signal: led,
      say,
    });
  await leading(url, pollerLock, signal, work, () =>
    say("Another process polls into this database already; this one takes over when that one stops."),
  );
}
