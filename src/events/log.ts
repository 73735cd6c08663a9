import sql, { raw } from "sql-template-tag";
import type { Event, Runner } from "./event.js";

// Reads the log in batches, all of it or one topic. Event numbers fit a double for 285 years at a million events per second.

const columns = raw(`
  number::float8 as number, topic, occurred_at as "occurredAt", paper_id as "paperId", rank,
  previous_rank as "previousRank", best_rank as "bestRank", upvotes, previous_upvotes as "previousUpvotes"
`);

/** Numbers of the newest event and of the last expired one. */
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
  if (!state) throw new Error("The table event_log is empty. Restore the database from a backup.");
  return state;
}

/** Events after a number, in order; fewer than `limit` only at the end of the log. */
export async function readEvents(db: Runner, after: number, limit: number): Promise<Event[]> {
  return db.query<Event>(
    sql`select ${columns} from events where number > ${after}::bigint order by number limit ${limit}`,
    "read_events",
  );
}

/** Some of the events to be read have been deleted. */
export class EventsExpired extends Error {
  readonly code = "EVENTS_EXPIRED";
}

/** The same for one topic. @throws EventsExpired */
export async function readTopic(db: Runner, topic: string, after: number, limit: number): Promise<Event[]> {
  // A single statement, for a consistent snapshot of the log.
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
    throw new EventsExpired(`Events ${after + 1} through ${expiredThrough} have expired.`);
  return rows.flatMap(({ expiredThrough: _, ...event }) => (event.number === null ? [] : event));
}

/** Maximum number of events per delete, to keep locks short. */
const batchSize = 10_000;

/**
 * Deletes events older than `before`. Advances `expired_through` first, so that readers can detect the gap. What others are
 * deleting is left to them.
 *
 * @returns number of deleted events
 */
export async function expireEvents(db: Runner, before: Date): Promise<number> {
  // Events written between the two statements have higher numbers.
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
        order by number limit ${batchSize} for update skip locked
      ) returning 1 as gone
    `);
    removed += rows.length;
    if (rows.length < batchSize) return removed;
  }
}
