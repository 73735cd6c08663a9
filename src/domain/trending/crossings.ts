import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { rowsAs } from "../sql/rows.js";
import { boardSize } from "./boards.js";
import { observedFrom } from "./scores.js";
import type { TrendingWindow } from "./windows.js";

// When papers reached a number of upvotes, or a rank on a board, for the first time. A crossing is a rise above the best so far,
// so the first time at any height is one row, and papers have few of them.

/** What heights are of. */
export type Scale = "UPVOTES" | TrendingWindow;

/** A rank as a height: the better, the higher. */
export function heightOfRank(rank: number): number {
  return boardSize + 1 - rank;
}

export interface PlaceOnBoard {
  board: TrendingWindow;
  paperId: number;
  rank: number;
}

/** Adds ranks that papers had at an instant, of which at most one of a paper on a board is a new crossing. */
export async function crossBoards(db: Queryable, at: Date, places: readonly PlaceOnBoard[]): Promise<void> {
  if (places.length === 0) return;
  const rows = places.map(({ board, paperId, rank }) => ({
    scale: board,
    paperId,
    high: heightOfRank(rank),
  }));
  const point = rowsAs("point", rows, { scale: "text", paperId: "int", high: "int" });
  await replaceCrossings(
    db,
    sql`
      select scale, paper_id, ${at}::timestamptz(3) as crossed_at, high from ${point}
      union all
      select scale, paper_id, crossed_at, high from crossings
      where paper_id in (select paper_id from ${point}) and scale <> 'UPVOTES'
    `,
    "cross_boards",
  );
}

/** Recomputes the crossings of papers from all observations, so that they do not depend on the order of observations. */
export async function refreshUpvoteCrossings(db: Queryable, paperIds: readonly number[]): Promise<void> {
  if (paperIds.length === 0) return;
  const ids = sql`${paperIds}::int[]`;
  await replaceCrossings(
    db,
    sql`
      select 'UPVOTES' as scale, o.paper_id, ${observedFrom} as crossed_at, o.upvotes as high
      from upvote_observations o join papers p on p.id = o.paper_id where o.paper_id = any(${ids})
      union all
      select 'UPVOTES', id, null, null from unnest(${ids}) as id
    `,
    "refresh_upvote_crossings",
  );
}

/**
 * @param points all that is known of the scales and papers that it has, as `scale`, `paper_id`, `crossed_at`, `high`; a row without
 *   a height stands for the paper alone
 */
async function replaceCrossings(db: Queryable, points: Sql, statement: string): Promise<void> {
  await db.query(
    sql`
      with point as (${points}), ranked as (
        select *, coalesce(max(high) over (
          partition by scale, paper_id order by crossed_at, high desc rows between unbounded preceding and 1 preceding
        ), 0) as low
        from point where high is not null
      ), record as (select * from ranked where high > low), dropped as (
        delete from crossings c using (select distinct scale, paper_id from point) known
        where c.scale = known.scale and c.paper_id = known.paper_id and not exists (
          select from record where record.scale = c.scale and record.paper_id = c.paper_id and record.high = c.high
        )
      )
      insert into crossings as known (scale, paper_id, crossed_at, low, high)
      select scale, paper_id, crossed_at, low, high from record
      on conflict (paper_id, scale, high) do update set crossed_at = excluded.crossed_at, low = excluded.low
      where (known.crossed_at, known.low) is distinct from (excluded.crossed_at, excluded.low)
    `,
    statement,
  );
}
