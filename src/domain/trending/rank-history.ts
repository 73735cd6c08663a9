import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";
import { readClock } from "./clock.js";
import type { TrendingWindow } from "./windows.js";

export interface RankPoint {
  on: Date;
  rank: number;
}

export interface RankHistoryQuery {
  window: TrendingWindow;
  /** Dates, inclusive; a missing bound is open. */
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * Ranks of each paper at the end of the days on which it was on the board, oldest first, up to the last day that has ended.
 *
 * @throws InputError if `from` is after `to`
 */
export async function loadRankHistories(
  db: Queryable,
  paperIds: readonly number[],
  { window, from, to }: RankHistoryQuery,
  now: Date,
): Promise<RankPoint[][]> {
  if (from !== undefined && to !== undefined && from > to)
    throw new InputError(`rankHistory: \`from\` (${from}) is after \`to\` (${to}). Swap them.`);
  const { at } = await readClock(db, now);
  const rows = await db.query<RankPoint & { paperId: number }>(
    sql`
      select wanted.id as "paperId", each.day::date as "on",
        array_position(board.paper_ids, wanted.id) as rank
      from unnest(${paperIds}::int[]) as wanted(id)
      join daily_boards board on board.board = ${window} and board.paper_ids @> array[wanted.id]
      cross join lateral (select min(later.day) - 1 as day from board_days later where later.day > board.day) last
      cross join lateral generate_series(
        greatest(board.day, ${from ?? null}::date)::timestamp,
        least(last.day, ${to ?? null}::date, (${at}::timestamptz at time zone 'UTC')::date - 1)::timestamp,
        '1 day'
      ) as each(day)
      order by 1, 2
    `,
    "load_rank_histories",
  );
  const points = new Map(paperIds.map((id): [number, RankPoint[]] => [id, []]));
  for (const { paperId, on, rank } of rows) points.get(paperId)?.push({ on, rank });
  return paperIds.map((id) => points.get(id) ?? []);
}
