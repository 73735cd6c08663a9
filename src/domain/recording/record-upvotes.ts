import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { BatchCache } from "../batch/batch-cache.js";
import { type PaperChange, pendingPaper } from "../batch/merge.js";
import { touchPapers } from "../batch/touch-papers.js";
import { inWriteTransaction, isBulkLoading } from "../batch/writer.js";
import { refreshDerived } from "../derived/refresh.js";
import { loadByKeys } from "../keys/key-lookup.js";
import type { ObjectKey } from "../keys/object-keys.js";
import { rowsAs } from "../sql/rows.js";
import {
  dropUndated,
  observedSince,
  type StoredObservation,
  storedObservation,
  undatedOf,
} from "./dated-upvotes.js";
import { loadStates, type StoredState } from "./load-states.js";
import { storeMentions } from "./store-papers.js";

export interface UpvoteObservation {
  paper: ObjectKey;
  upvotes: number;
  observedAt: Date;
}

/** `unknown` means that no such paper exists. */
export type ObservationOutcome = "recorded" | "unchanged" | "unknown";

/**
 * Records upvote observations, in any order, in one transaction with all derived data and events. Idempotent. If two
 * have the same paper and time, the later one in the list wins.
 *
 * @returns the outcome of each observation, in input order
 */
export async function recordUpvotes(
  db: Database,
  observations: readonly UpvoteObservation[],
  { source, now }: { source: string; now: Date },
): Promise<ObservationOutcome[]> {
  if (observations.length === 0) return [];
  return inWriteTransaction(db, async ({ transaction, time }) => {
    const known = await loadObserved(transaction, observations);
    const rows = rowsOf(observations, known);
    const stored = await storeObservations(transaction, [...rows.values()]);
    const touched = new Set(stored.map(({ paperId }) => paperId));
    const undated = known.states.filter(({ id, upvotesUndated }) => upvotesUndated && touched.has(id));
    await dropUndated(
      transaction,
      undated.map(({ id }) => id),
    );
    const papers = await latest(
      transaction,
      known.states.filter(({ id }) => touched.has(id)),
    );
    const changed = papers.filter(({ before, after }) => before?.upvotes !== after.upvotes);
    await storeUpvotes(transaction, changed, time);
    // Papers with observations that are not the latest.
    await touchPapers(transaction, touched, time);
    await storeMentions(
      transaction,
      known.states.map((before) => ({ id: before.id, before })),
      source,
    );
    const bulkLoading = await isBulkLoading(transaction);
    const context = { transaction, cache: new BatchCache(), time, bulkLoading };
    await refreshDerived(context, changed, {
      observedAt: now,
      announce: true,
      observed: observedSince(stored),
    });

    const recorded = new Set(stored.map(keyOf));
    return observations.map((observation) => {
      const paperId = known.idOf(observation);
      if (paperId === undefined) return "unknown";
      return recorded.has(keyOf({ paperId, observedAt: observation.observedAt })) ? "recorded" : "unchanged";
    });
  });
}

interface ObservationRow {
  paperId: number;
  observedAt: Date;
  upvotes: number;
}

interface ObservedPapers {
  states: readonly StoredState[];
  idOf(observation: UpvoteObservation): number | undefined;
}

async function loadObserved(
  db: Queryable,
  observations: readonly UpvoteObservation[],
): Promise<ObservedPapers> {
  const keys = [...new Set(observations.map(({ paper }) => paper))];
  const papers = await loadByKeys<{ id: number }>(db, "Paper", sql`p.id`, keys, "record_find_observed");
  const ids = new Map(keys.map((key, index) => [key, papers[index]?.id]));
  const found = sql`select unnest(${[...new Set(papers.flatMap((paper) => paper?.id ?? []))]}::int[]) as id`;
  // Sorted by ID, which roughly matches the tables, so that rows of a page are updated together.
  const states = (await loadStates(db, found, "record_load_observed", "count")).sort(
    (one, other) => one.id - other.id,
  );
  return { states, idOf: ({ paper }) => ids.get(paper) };
}

/** Observations of known papers, by paper and time. */
function rowsOf(
  observations: readonly UpvoteObservation[],
  known: ObservedPapers,
): Map<string, ObservationRow> {
  const rows = new Map<string, ObservationRow>();
  for (const observation of observations) {
    const paperId = known.idOf(observation);
    if (paperId === undefined) continue;
    const row = { paperId, observedAt: observation.observedAt, upvotes: observation.upvotes };
    rows.set(keyOf(row), row);
  }
  return rows;
}

function keyOf({ paperId, observedAt }: Pick<ObservationRow, "paperId" | "observedAt">): string {
  return `${paperId} ${observedAt.getTime()}`;
}

/** @returns new or changed observations */
async function storeObservations(
  db: Queryable,
  rows: readonly ObservationRow[],
): Promise<StoredObservation[]> {
  if (rows.length === 0) return [];
  return db.query(
    sql`
      with ${undatedOf([...new Set(rows.map(({ paperId }) => paperId))])}
      insert into upvote_observations as known (paper_id, observed_at, upvotes)
      select * from ${rowsAs("row", rows, { paperId: "int", observedAt: "timestamptz", upvotes: "int" })}
      on conflict (paper_id, observed_at) do update set upvotes = excluded.upvotes, dated = true
      where known.upvotes <> excluded.upvotes or not known.dated
      returning ${storedObservation}
    `,
    "record_observations",
  );
}

/** Papers with their latest observation. */
async function latest(db: Queryable, states: readonly StoredState[]): Promise<PaperChange[]> {
  if (states.length === 0) return [];
  const rows = await db.query<ObservationRow>(
    sql`
      select paper.id as "paperId", o.observed_at as "observedAt", o.upvotes
      from ${rowsAs("paper", states, { id: "int" })} cross join lateral (
        select * from upvote_observations where paper_id = paper.id order by observed_at desc limit 1
      ) o
    `,
    "load_latest_observations",
  );
  const byPaper = new Map(rows.map((row) => [row.paperId, row]));
  return states.map((before) => {
    const { upvotes, observedAt } = byPaper.get(before.id) ?? before;
    const after = { ...before, upvotes, observedAt, upvotesUndated: false };
    return { ...pendingPaper(before, after), id: before.id };
  });
}

async function storeUpvotes(db: Queryable, papers: readonly PaperChange[], time: Date): Promise<void> {
  if (papers.length === 0) return;
  const rows = papers.map(({ id, after: { upvotes } }) => ({ id, upvotes }));
  await db.query(
    sql`
      update papers p set upvotes = row.upvotes, updated_at = ${time}
      from ${rowsAs("row", rows, { id: "int", upvotes: "int" })} where p.id = row.id
    `,
    "record_upvotes",
  );
}
