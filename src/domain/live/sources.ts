import type { Queryable } from "../../db/database.js";
import { type Event, topics } from "../../events/event.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { matchPapers } from "../catalog/papers.js";
import { lowestNews } from "../trending/boards.js";
import type { TrendingWindow } from "../trending/windows.js";
import { InputError } from "../values/input-error.js";
import { eventCursor, startAfter } from "./event-cursors.js";

// What a subscription waits for, as a value: who delivers it reads events from the log by it, for everybody who waits for
// the same at once. GraphQL wants something to iterate over, which nobody does.

/** Events, each told once. */
export interface EventSource extends AsyncIterable<never> {
  readonly kind: "events";
  /** The topic of the log in which they are. */
  readonly topic: string;
  /** The number of the event after which they are told. */
  readonly start: number;
  /** The same as a cursor. */
  readonly startCursor: string;
  /** Those of some events of the topic that are told. */
  select(events: readonly Event[]): Promise<readonly Event[]>;
  cursorOf(event: Event): string;
}

/** Something that is told whole whenever it has changed, the newest state only. */
export interface StateSource extends AsyncIterable<never> {
  readonly kind: "state";
  /** The topic whose events mean that it has changed. */
  readonly topic: string;
  /** Milliseconds between two tellings at least. */
  readonly pace: number;
}

export type LiveSource = EventSource | StateSource;

export function isLiveSource(value: unknown): value is LiveSource {
  return typeof value === "object" && value !== null && "kind" in value && Symbol.asyncIterator in value;
}

const neverIterated: AsyncIterable<never> = {
  async *[Symbol.asyncIterator]() {},
};

/** Where to begin: after the event of this cursor, or from now on. */
export interface Beginning {
  after?: string | null | undefined;
}

export interface FilteredQuestion extends Beginning {
  filter: PaperFilter;
}

export interface TrendingNewsQuestion extends FilteredQuestion {
  window: TrendingWindow;
  /** How many places count as the top. */
  top: number;
}

/**
 * Papers that newly entered the top of a board: each is told when it first stands so high, and not again while it stays on
 * the board, however often it leaves the top and comes back.
 *
 * @throws InputError
 */
export async function trendingNews(
  db: Queryable,
  { window, top, filter, after }: TrendingNewsQuestion,
): Promise<EventSource> {
  if (!Number.isInteger(top) || top < 1 || top > lowestNews)
    throw new InputError(`top: ${top} is out of range. Ask for 1 to ${lowestNews}.`);
  return eventSource(
    db,
    topics.trending(window),
    after,
    await onlyPapers(db, filter),
    ({ rank, bestRank }) => (rank === null ? false : rank <= top && (bestRank === null || bestRank > top)),
  );
}

/** Papers that were not known before. @throws InputError */
export async function papersAdded(db: Queryable, { filter, after }: FilteredQuestion): Promise<EventSource> {
  return eventSource(db, topics.added, after, await onlyPapers(db, filter));
}

/** Changes of one paper's upvotes. @throws InputError */
export async function upvotesOf(db: Queryable, paperId: number, { after }: Beginning): Promise<EventSource> {
  return eventSource(db, topics.upvotes(paperId), after);
}

/** That boards may have changed; at most once a second, as the contract promises. */
export function boardChanges(): StateSource {
  return { ...neverIterated, kind: "state", topic: topics.scores, pace: 1_000 };
}

type Choice = (events: readonly Event[]) => Promise<readonly Event[]>;

const all: Choice = async (events) => events;

/** Those of papers that meet a filter as they are now. @throws InputError for a search text without a word */
async function onlyPapers(db: Queryable, filter: PaperFilter): Promise<Choice> {
  if (Object.values(filter).every((condition) => condition === undefined)) return all;
  // Asked for no paper once, to learn now that there is something to search for.
  await matchPapers(db, filter, []);
  return async (events) => {
    if (events.length === 0) return events;
    const ids = events.map(({ paperId }) => paperId ?? 0);
    const matching = await matchPapers(db, filter, [...new Set(ids)]);
    return events.filter((_event, index) => matching.has(ids[index] ?? 0));
  };
}

async function eventSource(
  db: Queryable,
  topic: string,
  after: Beginning["after"],
  choose: Choice = all,
  wants: (event: Event) => boolean = () => true,
): Promise<EventSource> {
  const stream = ["events", topic];
  const start = await startAfter(db, stream, after);
  return {
    ...neverIterated,
    kind: "events",
    topic,
    start,
    startCursor: eventCursor(stream, start),
    cursorOf: ({ number }) => eventCursor(stream, number),
    select: (events) => choose(events.filter(wants)),
  };
}
