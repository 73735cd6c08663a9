import sql from "sql-template-tag";
import { afterAll, beforeAll } from "vitest";
import { createBell } from "../../../src/async/bell.js";
import type { Database } from "../../../src/db/database.js";
import { keepNotifying } from "../../../src/notify/notify.js";
import { createSchema } from "../../../src/schema/index.js";
import { filterReader } from "../../../src/schema/papers/stored-filters.js";

export interface Notifier {
  /** Warnings so far. */
  readonly warnings: string[];
  stop(): Promise<void>;
}

export interface NotifierOptions {
  allowPrivate?: boolean;
  timeoutMs?: number;
  /** The clock, which deadlines and retries go by. */
  now?: () => Date;
}

/** Notifies watches of a database, as a server does. */
export function startNotifier(
  { db }: { db: Database },
  { allowPrivate = true, timeoutMs = 5_000, now = () => new Date() }: NotifierOptions = {},
): Notifier {
  const stopping = new AbortController();
  const warnings: string[] = [];
  const running = keepNotifying(db, {
    readFilters: filterReader(createSchema(), db),
    now,
    events: createBell(),
    warn: (error, message) => warnings.push(`${message}: ${String(error)}`),
    signal: stopping.signal,
    webhooks: { allowPrivate, timeoutMs, total: 64 },
  });
  return {
    warnings,
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** Deletes all watches while a notifier runs: locked by ID, as it locks them. Another order would be a deadlock. */
export async function deleteWatches(db: Database): Promise<void> {
  await db.query(sql`delete from watches where id in (select id from watches order by id for update)`);
}

/** Notifies watches during all tests of a file. */
export function useNotifier(database: { db: Database }, options?: NotifierOptions): void {
  let notifier: Notifier;
  beforeAll(() => {
    notifier = startNotifier(database, options);
  });
  afterAll(() => notifier.stop());
}
