import type { Queryable } from "../../db/database.js";
import { type NewEvent, topics } from "../../events/event.js";
import type { Provenance } from "../batch/batch.js";
import type { PaperChange, PaperState } from "../batch/merge.js";
import { markBoardDays, type ScoreChange } from "../trending/board-days.js";
import { refreshBoards, windowOf } from "../trending/boards.js";
import { crossBoards, type PlaceOnBoard, refreshUpvoteCrossings } from "../trending/crossings.js";
import { refreshScores } from "../trending/scores.js";

/**
 * Papers with new or removed observations, whether or not their total changed, and the time of the earliest of them; null if all
 * may count differently.
 */
export type ObservedSince = ReadonlyMap<number, Date | null>;

export interface TrendingEffects extends Pick<Provenance, "observedAt" | "announce"> {
  observed?: ObservedSince;
}

/**
 * Updates scores and boards after papers have changed, in the same transaction, and marks the days whose boards are to be
 * recomputed.
 *
 * @returns events to publish
 */
export async function refreshTrending(
  transaction: Queryable,
  changed: readonly PaperChange[],
  { observedAt, announce: isLive = false, observed = new Map() }: TrendingEffects,
): Promise<NewEvent[]> {
  const changes = new Map<number, ScoreChange>();
  for (const [paperId, since] of observed)
    changes.set(paperId, { paperId, since, isRewritten: since === null, withdrawnAt: null });
  for (const change of changed)
    if (movesScore(change)) changes.set(change.id, scoreChange(change, observed.get(change.id)));
  if (changes.size === 0) return [];
  await refreshScores(transaction, [...changes.keys()]);
  await markBoardDays(transaction, [...changes.values()]);
  await refreshUpvoteCrossings(transaction, [...changes.values()]);
  const risen = await refreshBoards(transaction, observedAt);
  if (isLive) await crossBoards(transaction, observedAt, risen.map(placeOf));
  return [...risen, { topic: topics.scores }];
}

function placeOf(event: NewEvent): PlaceOnBoard {
  return { board: windowOf(event), paperId: event.paperId ?? 0, rank: event.rank ?? 0 };
}

function scoreChange(
  { id, before, after }: PaperChange,
  observedSince: Date | null | undefined,
): ScoreChange {
  const isRewritten =
    before !== null && (observedSince === null || before.upvotesUndated || changesWeights(before, after));
  const times = [observedSince, after.upvotesUndated ? undefined : after.observedAt].filter(
    (time) => time != null,
  );
  return {
    paperId: id,
    since: before === null || isRewritten ? null : earliest(times),
    isRewritten,
    withdrawnAt: isRewritten ? before.withdrawnAt : null,
  };
}

function earliest(times: readonly Date[]): Date | null {
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}

/** Whether anything changed that the score depends on. */
function movesScore({ before, after }: PaperChange): boolean {
  if (after.observedAt === null || (before === null && after.upvotes === 0)) return false;
  return before === null || before.observedAt !== after.observedAt || changesWeights(before, after);
}

/** Whether facts changed by which upvotes are weighed. */
function changesWeights(before: PaperState, after: PaperState): boolean {
  return (
    before.featuredOn[0] !== after.featuredOn[0] ||
    before.publishedAt?.getTime() !== after.publishedAt?.getTime() ||
    before.publishedOn !== after.publishedOn ||
    before.withdrawnAt?.getTime() !== after.withdrawnAt?.getTime()
  );
}
