import sql, { join } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { inWriteTransaction, isBulkLoading } from "../batch/writer.js";
import { disableTimeouts } from "../recording/bulk-load.js";
import { maxEventRank } from "../trending/boards.js";
import { crossBoards } from "../trending/crossings.js";
import { computeDailyBoards } from "../trending/daily-boards.js";
import { utcDate } from "../values/dates.js";

/** Milliseconds after which a transaction ends, so that writers wait no longer. */
const maxTransactionMs = 200;

/**
 * Recomputes the boards of stale days that have ended, oldest first: some in one transaction. A day that changes makes the next
 * one stale; one that does not ends the work.
 *
 * @returns false if none is left, or a bulk load is in progress
 */
export async function recomputeStaleBoards(db: Database, now: Date): Promise<boolean> {
  const today = utcDate(now);
  if ((await staleDay(db, today)) === undefined) return false;
  return inWriteTransaction(db, async ({ transaction }) => {
    if (await isBulkLoading(transaction)) return false;
    await disableTimeouts(transaction);
    const deadline = performance.now() + maxTransactionMs;
    do {
      const stale = await staleDay(transaction, today);
      if (stale === undefined) return false;
      await recomputeDay(transaction, stale);
    } while (performance.now() < deadline);
    return true;
  });
}

interface StaleDay {
  day: string;
  end: Date;
}

async function staleDay(db: Queryable, today: string): Promise<StaleDay | undefined> {
  const [row] = await db.query<StaleDay>(
    sql`
      select day::text, (day + 1)::timestamp at time zone 'UTC' as end
      from board_days where stale and day < ${today}::date order by day limit 1
    `,
    "find_stale_board_day",
  );
  return row;
}

/** If a board differs from the stored one, the next day becomes stale. */
async function recomputeDay(db: Queryable, { day, end }: StaleDay): Promise<void> {
  const { boards, deep } = await computeDailyBoards(db, end);
  const rows = boards.map(
    ({ board, paperIds, scores }) => sql`(${board}, ${day}::date, ${paperIds}::int[], ${scores}::float8[])`,
  );
  await db.query(
    sql`
      with stored as (
        insert into daily_boards as known (board, day, paper_ids, scores) values ${join(rows)}
        on conflict (board, day) do update set paper_ids = excluded.paper_ids, scores = excluded.scores
        where (known.paper_ids, known.scores) is distinct from (excluded.paper_ids, excluded.scores)
        returning day
      ), computed as (
        update board_days set stale = false, deep = ${deep} where day = ${day}::date
      )
      update board_days set stale = true
      where not stale and day = (select min(day) from board_days where day > ${day}::date)
        and exists (select from stored)
    `,
    "store_daily_boards",
  );
  const places = boards.flatMap(({ board, paperIds }) =>
    paperIds.slice(0, maxEventRank).map((paperId, index) => ({ board, paperId, rank: index + 1 })),
  );
  await crossBoards(db, end, places);
}
