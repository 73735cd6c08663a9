import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperChange } from "../batch/merge.js";
import { rowsAs } from "../sql/rows.js";

// Dated totals can be recorded in any order with the same result.

/**
 * Stores all dated totals of drafts, even older ones; of two at the same time, the larger.
 *
 * @returns IDs of papers whose observations changed
 */
export async function storeHistories(db: Queryable, papers: readonly PaperChange[]): Promise<Set<number>> {
  const totals = new Map<string, { paperId: number; at: Date; upvotes: number }>();
  for (const { id, upvoteHistory = [] } of papers)
    for (const { at, upvotes } of upvoteHistory) {
      const key = `${id} ${at.getTime()}`;
      if ((totals.get(key)?.upvotes ?? -1) < upvotes) totals.set(key, { paperId: id, at, upvotes });
    }
  if (totals.size === 0) return new Set();
  const rows = [...totals.values()];
  const stored = await db.query<{ paperId: number }>(
    sql`
      insert into upvote_observations as known (paper_id, observed_at, upvotes)
      select * from ${rowsAs("row", rows, { paperId: "int", at: "timestamptz", upvotes: "int" })}
      on conflict (paper_id, observed_at) do update set upvotes = excluded.upvotes, dated = true
      where not known.dated or known.upvotes < excluded.upvotes
      returning paper_id as "paperId"
    `,
    "record_histories",
  );
  return new Set(stored.map(({ paperId }) => paperId));
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
