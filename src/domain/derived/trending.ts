import type { Queryable } from "../../db/database.js";
import { type NewEvent, topics } from "../../events/event.js";
import type { PaperChange } from "../batch/merge.js";
import { refreshBoards } from "../trending/boards.js";
import { refreshScores } from "../trending/scores.js";

/**
 * Updates scores and boards after papers have changed, in the same transaction.
 *
 * @param observed papers with new observations, whether or not their total changed
 * @returns events to publish
 */
export async function refreshTrending(
  transaction: Queryable,
  changed: readonly PaperChange[],
  at: Date,
  observed: readonly number[] = [],
): Promise<NewEvent[]> {
  const moved = new Set([...changed.filter(movesScore).map(({ id }) => id), ...observed]);
  if (moved.size === 0) return [];
  await refreshScores(transaction, [...moved]);
  const risen = await refreshBoards(transaction, at);
  return [...risen, { topic: topics.scores }];
}

/** Whether anything changed that the score depends on. */
function movesScore({ before, after }: PaperChange): boolean {
  if (after.observedAt === null || (before === null && after.upvotes === 0)) return false;
  return (
    before === null ||
    before.observedAt !== after.observedAt ||
    before.featuredOn[0] !== after.featuredOn[0] ||
    before.publishedAt?.getTime() !== after.publishedAt?.getTime() ||
    before.publishedOn !== after.publishedOn ||
    (before.withdrawnAt === null) !== (after.withdrawnAt === null)
  );
}
