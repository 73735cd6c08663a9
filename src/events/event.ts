import type { Queryable } from "../db/database.js";

/** Anything that runs SQL: a pool, a transaction, or the connection that listens. */
export type Runner = Pick<Queryable, "query">;

/** Something that happened. Which fields are there depends on the topic; see `Event` in `prisma/schema.prisma`. */
export interface Event {
  /** 1, 2, 3, …: the order in which events became visible. */
  readonly number: number;
  readonly topic: string;
  readonly occurredAt: Date;
  readonly paperId: number | null;
  readonly rank: number | null;
  readonly previousRank: number | null;
  /** The best place since the paper entered the board, before this event. */
  readonly bestRank: number | null;
  readonly upvotes: number | null;
  readonly previousUpvotes: number | null;
}

/** An event on its way into the log. */
export type NewEvent = Pick<Event, "topic"> & Partial<Omit<Event, "number" | "topic" | "occurredAt">>;

/** What events are about. A topic is what routes an event to those who wait for it. */
export const topics = {
  /** A paper that was not known before. */
  added: "added",
  /** Some paper is worth more or less than before: what boards are made from has changed. */
  scores: "scores",
  /** A paper has another number of upvotes. */
  upvotes: (paperId: number) => `upvotes:${paperId}`,
  /** A paper stands higher on a board than ever since it entered. */
  trending: (board: string) => `trending:${board}`,
} as const;

/** The channel on which Postgres wakes whoever listens for events. It carries nothing but "wake up". */
export const wakeUpChannel = "papergraph_events";
