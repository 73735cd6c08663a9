import sql from "sql-template-tag";
import { BatchCache } from "../batch/batch-cache.js";
import { type PaperChange, type PaperState, pendingPaper } from "../batch/merge.js";
import { enableForeignKeys, isBulkLoading, type WriteTransaction } from "../batch/writer.js";
import { refreshDerived } from "../derived/refresh.js";
import type { StoredState } from "../recording/load-states.js";
import { lockWatchesOf } from "../watches/locking.js";

/**
 * Removes papers and all data derived from them. First updates counts as for any other change, by clearing everything
 * that is counted: lists, organization, dates and observations.
 */
export async function removePapers(
  { transaction, time }: WriteTransaction,
  states: readonly StoredState[],
  now: Date,
): Promise<void> {
  const ids = states.map(({ id }) => id);
  const papers = states.map(
    (before): PaperChange => ({
      ...pendingPaper(before, emptied(before)),
      id: before.id,
      authors: [],
      keywords: [],
    }),
  );
  await transaction.query(sql`
    update papers set organization_id = null, published_at = null, published_on = null, latest_featured_on = null
    where id = any(${ids}::int[])
  `);
  await transaction.query(sql`delete from feature_days where paper_id = any(${ids}::int[])`);
  await transaction.query(sql`delete from upvote_observations where paper_id = any(${ids}::int[])`);
  const bulkLoading = await isBulkLoading(transaction);
  const context = { transaction, cache: new BatchCache(), time, bulkLoading };
  await refreshDerived(context, papers, { observedAt: now, observed: new Map(ids.map((id) => [id, null])) });
  await transaction.query(sql`delete from crossings where paper_id = any(${ids}::int[])`);
  // Events of a deleted paper cannot be delivered.
  await transaction.query(sql`delete from events where paper_id = any(${ids}::int[])`);
  await transaction.query(sql`select from papers where id = any(${ids}::int[]) order by id for update`);
  await lockWatchesOf(transaction, ids);
  await enableForeignKeys(transaction);
  await transaction.query(sql`delete from papers where id = any(${ids}::int[])`);
}

/** The paper without anything that is counted. Keeps the upvotes, so that no change is published. */
function emptied(state: PaperState): PaperState {
  return {
    ...state,
    publishedAt: null,
    publishedOn: null,
    featuredOn: [],
    authorsCount: null,
    organizationId: null,
    observedAt: null,
    authorsDigest: null,
    keywordsDigest: null,
  };
}
