import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { readLogState } from "../../events/log.js";
import { rowsAs } from "../sql/rows.js";
import { lockWatches } from "./locking.js";
import { crossings, type EventRange, isAwaited } from "./matching/crossings.js";
import { type FilterReader, type KeyedFilter, type Match, matchFilters } from "./matching/match-filters.js";

// Compares the event log with the watches, in order. What is found and how far the log has been read change in one
// transaction: a process that dies in between has changed nothing, so each event is dispatched exactly once.

export interface Dispatched {
  /** Whether all events have been dispatched. */
  readonly isUpToDate: boolean;
  /** Number of items added. */
  readonly items: number;
  /** Number of events that expired before they were dispatched. */
  readonly missed: number;
}

/** Events per transaction, and distinct filters per page. */
const eventsPerTransaction = 500;
const filtersPerPage = 2_000;

/** Dispatches the next events. One process at a time does so. @throws Error if another one did at the same time */
export async function dispatchEvents(
  db: Database,
  readFilters: FilterReader,
  now: () => Date,
): Promise<Dispatched> {
  const position = await readPosition(db);
  const { lastNumber, expiredThrough } = await readLogState(db);
  // A log that is behind belongs to a database that was replaced.
  const after = Math.min(Math.max(position, expiredThrough), lastNumber);
  const missed = Math.max(0, after - position);
  if (after === lastNumber && after === position) return { isUpToDate: true, items: 0, missed };
  const through = Math.min(after + eventsPerTransaction, lastNumber);
  return db.independentTransaction(async (transaction) => {
    const given = await insertItems(transaction, readFilters, { after, through }, now());
    await setDue(transaction, given.due, now());
    const [moved] = await transaction.query(
      sql`update watch_log set number = ${through}::bigint where number = ${position}::bigint returning 1 as one`,
    );
    if (moved === undefined) throw new Error("Another process dispatches events.");
    return { isUpToDate: through === lastNumber, items: given.items, missed };
  });
}

async function readPosition(db: Queryable): Promise<number> {
  const [row] = await db.query<{ number: number }>(
    sql`select number::float8 as number from watch_log`,
    "read_watch_log",
  );
  if (row === undefined) throw new Error("The table watch_log is empty. Restore the database from a backup.");
  return row.number;
}

interface Given {
  items: number;
  /** IDs of watches that send at once. */
  due: number[];
}

async function insertItems(
  transaction: Queryable,
  readFilters: FilterReader,
  range: EventRange,
  now: Date,
): Promise<Given> {
  const given: Given = { items: 0, due: [] };
  for (let last = ""; ; ) {
    const page = await awaitedFilters(transaction, range, last);
    if (page.length > 0 && last === "") await lockPapers(transaction, range);
    const paperIds = [...new Set(page.flatMap((filter) => filter.paperIds))];
    const matches = await matchFilters(transaction, readFilters, page, paperIds);
    const { items, due } = await insertMatches(transaction, range, matches, now);
    given.items += items;
    given.due.push(...due);
    if (page.length < filtersPerPage) return given;
    last = page.at(-1)?.key ?? "";
  }
}

/** Filters of watches that wait for something in the range, with the papers, in the order of their keys. */
async function awaitedFilters(
  db: Queryable,
  range: EventRange,
  after: string,
): Promise<(KeyedFilter & { paperIds: number[] })[]> {
  return db.query(sql`
    with ${crossings(range)}
    select w.filter_key as key, (array_agg(w.filter))[1] as filter, array_agg(distinct c.paper_id) as "paperIds"
    from crossing c join watches w on ${isAwaited}
    where w.filter_key > ${after}
    group by w.filter_key order by w.filter_key limit ${filtersPerPage}
  `);
}

/** Locks papers in the order in which they are removed. Later, the foreign key would lock them in the order of filters. */
async function lockPapers(transaction: Queryable, range: EventRange): Promise<void> {
  await transaction.query(sql`
    with ${crossings(range)}
    select from papers where id in (select paper_id from crossing) order by id for key share
  `);
}

/** Gives each watch its papers, and makes a delivery of each that is a webhook. */
async function insertMatches(
  db: Queryable,
  range: EventRange,
  matches: readonly Match[],
  now: Date,
): Promise<Given> {
  if (matches.length === 0) return { items: 0, due: [] };
  const [given] = await db.query<Given>(sql`
    with ${crossings(range)},
    given as (
      select distinct on (w.id, c.once) w.id as watch_id, w.channel, w.frequency,
        'msg_' || replace(w.key, '-', '') || '_' || c.number as message_id,
        c.number, c.occurred_at, c.paper_id, c.rank, c.upvotes
      from ${rowsAs("matching", matches, { filterKey: "text", paperId: "int" })}
      join crossing c on c.paper_id = matching.paper_id
      join watches w on w.filter_key = matching.filter_key and ${isAwaited}
      where w.event <> 'UPVOTES' or not exists (
        select from watch_items known where known.watch_id = w.id and known.paper_id = c.paper_id
      )
      order by w.id, c.once, c.number
    ),
    -- Deliveries are numbered in the order of events. Joined by their number later, they would be compared pair by pair, because
    -- Postgres expects few.
    found as materialized (
      select *, case when channel = 'WEBHOOK' then nextval(pg_get_serial_sequence('deliveries', 'id')) end as delivery_id
      from (select * from given order by number) given
    ),
    delivery as (
      insert into deliveries (id, watch_id, kind, message_id, state, created_at)
      select delivery_id, watch_id, 'EVENT', message_id, 'PENDING', ${now}::timestamptz from found
      where delivery_id is not null
    ),
    item as (
      insert into watch_items (watch_id, event_number, paper_id, occurred_at, rank, upvotes, delivery_id)
      select watch_id, number, paper_id, occurred_at, rank, upvotes, delivery_id from found
    )
    select count(*)::int as items, coalesce(
      array_agg(distinct watch_id) filter (where channel = 'WEBHOOK' or frequency = 'AT_ONCE'), '{}'
    ) as due
    from found
  `);
  return given ?? { items: 0, due: [] };
}

/** In the order in which senders lock watches, too. */
async function setDue(db: Queryable, watchIds: readonly number[], now: Date): Promise<void> {
  if (watchIds.length === 0) return;
  await lockWatches(db, watchIds);
  await db.query(
    sql`update watches set next_due_at = coalesce(next_due_at, ${now}) where id = any(${watchIds}::int[])`,
    "set_watches_due",
  );
}
