import type { Bell } from "../async/bell.js";
import { retry } from "../async/retry.js";
import type { Database } from "../db/database.js";
import { dispatchEvents } from "../domain/watches/dispatch.js";
import type { FilterReader } from "../domain/watches/matching/match-filters.js";

export interface DispatchOptions {
  readonly readFilters: FilterReader;
  readonly now: () => Date;
  /** Rings when there are new events. */
  readonly events: Bell;
  /** Called after something was found for watches. */
  readonly onItems: () => void;
  readonly warn: (error: unknown, message: string) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds between looks at the log without a ring: events may be written while no server listens. */
const idleMs = 1_000;
const retrying = { firstMs: 200, maxMs: 10_000 };

/** Compares new events with the watches, until the signal aborts. One process per database does so. */
export async function keepDispatching(
  db: Database,
  { readFilters, now, events, onItems, warn, signal }: DispatchOptions,
): Promise<void> {
  await retry(
    async (recovered) => {
      while (!signal.aborted) {
        const { isUpToDate, items, missed } = await dispatchEvents(db, readFilters, now);
        recovered();
        if (missed > 0)
          warn(
            undefined,
            missed === 1
              ? "1 event expired before it was compared with the watches"
              : `${missed} events expired before they were compared with the watches`,
          );
        if (items > 0) onItems();
        if (isUpToDate) await events.next(idleMs, signal);
      }
    },
    {
      ...retrying,
      signal,
      onError: (error) => warn(error, "could not compare new events with the watches; trying again"),
    },
  );
}
