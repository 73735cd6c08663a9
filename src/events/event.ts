import type { Queryable } from "../db/database.js";

/** Anything that runs SQL: a pool, a transaction, or the connection that listens. */
export type Runner = Pick<Queryable, "query">;

/** A published event. The topic determines which fields are set; see `Event` in `prisma/schema.prisma`. */
export interface Event {
  /** 1, 2, 3, …: the order in which events became visible. */
  readonly number: number;
  readonly topic: string;
  readonly occurredAt: Date;
  readonly paperId: number | null;
  readonly rank: number | null;
  readonly previousRank: number | null;
  /** Best rank since the paper entered the board, before this event. */
  readonly bestRank: number | null;
  readonly upvotes: number | null;
  readonly previousUpvotes: number | null;
}

/** An event to be published. */
export type NewEvent = Pick<Event, "topic"> & Partial<Omit<Event, "number" | "topic" | "occurredAt">>;

/** Topics route events to subscribers. */
export const topics = {
  /** A paper was added. */
  added: "added",
  /** Trending scores changed. */
  scores: "scores",
  /** A paper's upvote count changed. */
  upvotes: (paperId: number) => `upvotes:${paperId}`,
  /** A paper reached its best rank since it entered the board. */
  trending: (board: string) => `trending:${board}`,
} as const;

/** NOTIFY channel that wakes event listeners; its payload is empty. */
export const wakeUpChannel = "papergraph_events";

/**
 * NOTIFY channel of every commit that changes the data, with an empty payload: see the migration `data_changes`. With another
 * payload, a server tries whether its connection is notified.
 */
export const dataChannel = "papergraph_data";
