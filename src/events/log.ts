import sql, { raw } from "sql-template-tag";
import type { Event, Runner } from "./event.js";

// The log as it is read: page by page from a number on, all of it or one topic. Numbers fit a double for 285 years of
// a million events a second, and so are plain numbers here.

const columns = raw(`
  number::float8 as number, topic, occurred_at as "occurredAt", paper_id as "paperId", rank,
  previous_rank as "previousRank", best_rank as "bestRank", upvotes, previous_upvotes as "previousUpvotes"
`);

/** How far the log goes: the newest number, and the last one that was given up. */
export interface LogState {
  lastNumber: number;
  expiredThrough: number;
}

export async function readLogState(db: Runner): Promise<LogState> {
  const [state] = await db.query<LogState>(
    sql`
      select last_number::float8 as "lastNumber", expired_through::float8 as "expiredThrough" from event_log
    `,
    "read_log_state",
  );
  if (!state) throw new Error("The log of events has lost its state.");
  return state;
}

/** The first events after a number, in order; fewer than `limit` only where the log ends. */
export async function readEvents(db: Runner, after: number, limit: number): Promise<Event[]> {
  return db.query<Event>(
    sql`select ${columns} from events where number > ${after}::bigint order by number limit ${limit}`,
    "read_events",
  );
}

/** The same of one topic. @throws Error where events after that number have been given up: what is left is not all */
export async function readTopic(db: Runner, topic: string, after: number, limit: number): Promise<Event[]> {
  // In one statement, which sees the log as it was at one moment.
  const rows = await db.query<(Event | { number: null }) & Pick<LogState, "expiredThrough">>(
    sql`
      select event.*, expired_through::float8 as "expiredThrough"
      from event_log left join lateral (
        select ${columns} from events
        where topic = ${topic} and number > ${after}::bigint
        order by number limit ${limit}
      ) event on true
      order by event.number
    `,
    "read_topic",
  );
  const [{ expiredThrough } = { expiredThrough: 0 }] = rows;
  if (expiredThrough > after)
    throw new Error(`Events after ${after} have been given up, through ${expiredThrough}.`);
  return rows.flatMap(({ expiredThrough: _, ...event }) => (event.number === null ? [] : event));
}

/** How many events are removed at once, so that nobody waits long. */
const portion = 10_000;

/**
 * Gives up events from before an instant. First the log says that it no longer has them, so that no reader takes what is
 * left for all there was.
 *
 * @returns how many were removed
 */
export async function expireEvents(db: Runner, before: Date): Promise<number> {
  // Found first and set then: an event that is written in between has a higher number than all that were seen.
  const [found] = await db.query<{ boundary: number }>(sql`
    select coalesce((select min(number) - 1 from events where occurred_at >= ${before}), last_number)::float8 as boundary
    from event_log
  `);
  const boundary = found?.boundary ?? 0;
  await db.query(sql`
    update event_log set expired_through = ${boundary}::bigint where expired_through < ${boundary}::bigint
  `);
  let removed = 0;
  for (;;) {
    const rows = await db.query(sql`
      delete from events where number in (
        select number from events where number <= ${boundary}::bigint
        order by number limit ${portion}
      ) returning 1 as gone
    `);
    removed += rows.length;
    if (rows.length < portion) return removed;
  }
}
