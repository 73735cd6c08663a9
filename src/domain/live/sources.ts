import type { Queryable } from "../../db/database.js";
import { type Event, topics } from "../../events/event.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { matchPapers } from "../catalog/papers.js";
import { withRankings } from "../related/ranked-filter.js";
import { maxEventRank } from "../trending/boards.js";
import type { TrendingWindow } from "../trending/windows.js";
import { requireWithin } from "../values/within-range.js";
import { eventCursor, type StartPosition, startAfter } from "./event-cursors.js";

// Describes what a subscription delivers, so that identical subscriptions share one reader of the event log. GraphQL
// requires an async iterable, but it is never iterated.

/** Events, each delivered once. */
export interface EventLogSource extends AsyncIterable<never> {
  readonly kind: "events";
  readonly topic: string;
  /** Events after this number are delivered. */
  readonly start: number;
  readonly startCursor: string;
  /** Selects the events to deliver. */
  select(events: readonly Event[]): Promise<readonly Event[]>;
  cursorOf(event: Event): string;
}

/** A state that is delivered as a whole when it changes; only the latest one. */
export interface StateSource extends AsyncIterable<never> {
  readonly kind: "state";
  /** Events of this topic signal a change; `dataTopic` stands for any change of the data. */
  readonly topic: string;
  /** Minimum interval between deliveries. */
  readonly minIntervalMs: number;
}

export type LiveSource = EventLogSource | StateSource;

export function isLiveSource(value: unknown): value is LiveSource {
  return typeof value === "object" && value !== null && "kind" in value && Symbol.asyncIterator in value;
}

const neverIterated: AsyncIterable<never> = {
  async *[Symbol.asyncIterator]() {},
};

export interface FilteredQuery extends StartPosition {
  filter: PaperFilter;
}

export interface TopEntriesQuery extends FilteredQuery {
  window: TrendingWindow;
  /** Number of ranks that count as the top. */
  top: number;
}

/**
 * Papers that enter the top of a board. Each is delivered once while it stays on the board, even if it leaves the top
 * and returns.
 *
 * @throws InputError
 */
export async function topEntries(
  db: Queryable,
  { window, top, filter, ...start }: TopEntriesQuery,
): Promise<EventLogSource> {
  requireWithin("top", top, [1, maxEventRank]);
  return eventSource(
    db,
    topics.trending(window),
    start,
    await onlyPapers(db, filter),
    ({ rank, bestRank }) => (rank === null ? false : rank <= top && (bestRank === null || bestRank > top)),
  );
}

/** @throws InputError */
export async function papersAdded(
  db: Queryable,
  { filter, ...start }: FilteredQuery,
): Promise<EventLogSource> {
  return eventSource(db, topics.added, start, await onlyPapers(db, filter));
}

/** @throws InputError */
export async function upvotesOf(
  db: Queryable,
  paperId: number,
  start: StartPosition,
): Promise<EventLogSource> {
  return eventSource(db, topics.upvotes(paperId), start);
}

/** Signals that boards may have changed; at most once a second, as documented. */
export function boardChanges(): StateSource {
  return { ...neverIterated, kind: "state", topic: topics.scores, minIntervalMs: 1_000 };
}

/** The topic of what any change of the data may change; no event has it. */
export const dataTopic = "data";

/** Signals that the data may have changed; at most once a second, as documented. */
export function dataChanges(): StateSource {
  return { ...neverIterated, kind: "state", topic: dataTopic, minIntervalMs: 1_000 };
}

type Choice = (events: readonly Event[]) => Promise<readonly Event[]>;

const all: Choice = async (events) => events;

/**
 * Selects events of papers that match a filter at delivery time. @throws InputError if the search text has no
 * searchable word
 */
async function onlyPapers(db: Queryable, filter: PaperFilter): Promise<Choice> {
  if (Object.values(filter).every((condition) => condition === undefined)) return all;
  // Validates the search text early, without matching any paper.
  await matchPapers(db, filter, []);
  return async (events) => {
    if (events.length === 0) return events;
    const ids = events.map(({ paperId }) => paperId ?? 0);
    // Rankings change with the papers.
    const matching = await matchPapers(db, await withRankings(db, filter), [...new Set(ids)]);
    return events.filter((_event, index) => matching.has(ids[index] ?? 0));
  };
}

async function eventSource(
  db: Queryable,
  topic: string,
  position: StartPosition,
  choose: Choice = all,
  isWanted: (event: Event) => boolean = () => true,
): Promise<EventLogSource> {
  const stream = ["events", topic];
  const start = await startAfter(db, stream, position);
  return {
    ...neverIterated,
    kind: "events",
    topic,
    start,
    startCursor: eventCursor(stream, start),
    cursorOf: ({ number }) => eventCursor(stream, number),
    select: (events) => choose(events.filter(isWanted)),
  };
}
