import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { orAborted } from "../../async/abort.js";
import type { Config } from "../../config.js";
import type { Database } from "../../db/database.js";
import { countAllPapers } from "../../domain/catalog/papers.js";
import { ingest } from "../../ingest/ingest.js";
import { isUnavailable } from "../../server/errors.js";
import type { DatabaseLocation } from "../location.js";
import { applyMigrations } from "../migrate.js";
import { samplePath } from "../package-files.js";
import { say } from "../say.js";

/** Milliseconds between attempts to reach the database. Fixed, because the log states it. */
const retryIntervalMs = 2_000;

/** The database to prepare; `signal` stops the preparation. */
export interface Preparation {
  config: Config;
  location: DatabaseLocation;
  db: Database;
  log: Logger;
  signal: AbortSignal;
}

/**
 * Applies the migrations, and loads the sample into an empty database.
 *
 * @returns false if the database is unreachable
 * @throws the signal's reason when it aborts; uncommitted work is rolled back
 */
export async function tryToPrepare({ config, location, db, log, signal }: Preparation): Promise<boolean> {
  const { url, name } = location;
  try {
    const applied = await applyMigrations(url, signal);
    if (applied.length > 0) say(`Applied migrations: ${applied.join(", ")}.`);
  } catch (error) {
    signal.throwIfAborted();
    if (!isUnreachable(error)) throw error;
    log.warn(`${name} is not available (${messageOf(error)}); retrying every ${retryIntervalMs / 1_000} s`);
    return false;
  }
  try {
    await orAborted(fill(config, db, signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isUnavailable(error)) throw error;
    log.warn(`${name} became unreachable (${messageOf(error)}); retrying every ${retryIntervalMs / 1_000} s`);
    return false;
  }
  return true;
}

/** Retries until the database is prepared or the signal aborts. */
export async function keepPreparing(preparation: Preparation): Promise<void> {
  const { signal } = preparation;
  do await delay(retryIntervalMs, undefined, { signal });
  while (!(await tryToPrepare(preparation)));
}

/** Loads the sample into an empty database. */
async function fill(config: Config, db: Database, signal: AbortSignal): Promise<void> {
  const papers = await countAllPapers(db);
  if (papers > 0 || config.SAMPLE === "off") {
    say(`The database has ${papers} ${papers === 1 ? "paper" : "papers"}.`);
    return;
  }
  const { added } = await ingest(db, {
    files: [samplePath()],
    standardInput: process.stdin,
    source: "sample",
    reading: {},
    now: () => new Date(),
    signal,
  });
  say(`The database was empty: loaded the bundled sample of ${added} papers (SAMPLE=off disables this).`);
}

function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(E[A-Z_]+|08...|57P0.|53300|3D000)$/.test(code) || /timeout|terminated/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
