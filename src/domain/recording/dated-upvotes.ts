import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";

// Dated totals can be recorded in any order with the same result.

/**
 * Stores all dated totals of drafts, even older ones; of two at the same time, the larger.
 *
 * @returns papers whose observations changed
 */
export async function storeHistories(
  db: Queryable,
  papers: readonly PaperChange[],
): Promise<Map<number, Date | null>> {
  const totals = new Map<string, { paperId: number; at: Date; upvotes: number }>();
  for (const { id, upvoteHistory = [] } of papers)
    for (const { at, upvotes } of upvoteHistory) {
      const key = `${id} ${at.getTime()}`;
      if ((totals.get(key)?.upvotes ?? -1) < upvotes) totals.set(key, { paperId: id, at, upvotes });
    }
  if (totals.size === 0) return new Map();
  const rows = [...totals.values()];
  const stored = await db.query<StoredObservation>(
    sql`
      with ${undatedOf([...new Set(rows.map(({ paperId }) => paperId))])}
      insert into upvote_observations as known (paper_id, observed_at, upvotes)
      select * from ${rowsAs("row", rows, { paperId: "int", at: "timestamptz", upvotes: "int" })}
      on conflict (paper_id, observed_at) do update set upvotes = excluded.upvotes, dated = true
      where not known.dated or known.upvotes < excluded.upvotes
      returning ${storedObservation}
    `,
    "record_histories",
  );
  return observedSince(stored);
}

export interface StoredObservation {
  paperId: number;
  observedAt: Date;
  /** Whether the paper had undated totals, which count from earlier than they were read. */
  hadUndated: boolean;
}

/** The papers among these that have undated totals, as `undated`. */
export function undatedOf(paperIds: readonly number[]): Sql {
  return sql`
    undated as (
      select distinct paper_id from upvote_observations where paper_id = any(${paperIds}::int[]) and not dated
    )
  `;
}

/** What an insert returns, `with undatedOf(…)`. */
export const storedObservation = sql`
  paper_id as "paperId", observed_at as "observedAt", paper_id in (select paper_id from undated) as "hadUndated"
`;

/** The earliest of the observations of each paper; null if it had undated ones. */
export function observedSince(stored: readonly StoredObservation[]): Map<number, Date | null> {
  const since = new Map<number, Date | null>();
  for (const { paperId, observedAt, hadUndated } of stored) {
    const earliest = since.get(paperId);
    if (hadUndated) since.set(paperId, null);
    else if (earliest === undefined || (earliest !== null && observedAt < earliest))
      since.set(paperId, observedAt);
  }
  return since;
}

/** Deletes undated totals that were read after the latest dated observation. */
export async function dropUndated(db: Queryable, paperIds: readonly number[]): Promise<void> {
  if (paperIds.length === 0) return;
  await db.query(sql`
    delete from upvote_observations undated
    where paper_id = any(${paperIds}::int[]) and not dated and observed_at >= (
      select max(observed_at) from upvote_observations where paper_id = undated.paper_id and dated
    )
  `);
}
