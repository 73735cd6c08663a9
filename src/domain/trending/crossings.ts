import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { rowsAs } from "../sql/rows.js";
import type { ScoreChange } from "./board-days.js";
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
  await replaceCrossings(
    db,
    sql`
      select scale, paper_id, ${at}::timestamptz(3) as since, max(high) as reached
      from ${rowsAs("place", rows, { scale: "text", paperId: "int", high: "int" })} group by scale, paper_id
    `,
    sql`
      select scale, paper_id, best, since as crossed_at, reached as high from change
      union all
      select scale, paper_id, best, crossed_at, high from change join crossings using (scale, paper_id) where crossed_at >= since
    `,
    "cross_boards",
  );
}

/**
 * Recomputes the crossings of papers since their first new observation from all observations since then, so that they do not depend
 * on the order in which observations arrive.
 */
export async function refreshUpvoteCrossings(
  db: Queryable,
  changes: readonly Pick<ScoreChange, "paperId" | "since">[],
): Promise<void> {
  if (changes.length === 0) return;
  await replaceCrossings(
    db,
    sql`
      select 'UPVOTES' as scale, paper_id, coalesce(since, '-infinity') as since
      from ${rowsAs("change", changes, { paperId: "int", since: "timestamptz" })}
    `,
    sql`
      select scale, o.paper_id, best, ${observedFrom} as crossed_at, o.upvotes as high
      from change join papers p on p.id = change.paper_id
      join upvote_observations o on o.paper_id = p.id and o.observed_at >= since
      where ${observedFrom} >= since
    `,
    "refresh_upvote_crossings",
  );
}

/**
 * @param changes scales and papers whose crossings are replaced, and since when: `scale`, `paper_id`, `since`
 * @param points their heights since then, selected from `change`, which has the `best` before: `scale`, `paper_id`, `best`,
 *   `crossed_at`, `high`
 */
async function replaceCrossings(db: Queryable, changes: Sql, points: Sql, statement: string): Promise<void> {
  await db.query(
    sql`
      with change as materialized (
        select changed.*, coalesce((
          select max(high) from crossings c
          where c.scale = changed.scale and c.paper_id = changed.paper_id and crossed_at < since
        ), 0) as best
        from (${changes}) changed
      ), ranked as (
        select *, greatest(best, max(high) over (
          partition by scale, paper_id order by crossed_at, high desc rows between unbounded preceding and 1 preceding
        )) as low
        from (${points}) point
      ), record as (select * from ranked where high > low), dropped as (
        delete from crossings c using change
        where c.scale = change.scale and c.paper_id = change.paper_id and c.crossed_at >= since
          and (c.scale, c.paper_id, c.high) not in (select scale, paper_id, high from record)
      )
      insert into crossings as known (scale, paper_id, crossed_at, low, high)
      select scale, paper_id, crossed_at, low, high from record
      where not exists (
        select from crossings c where c.scale = record.scale and c.paper_id = record.paper_id
          and c.high = record.high and c.crossed_at = record.crossed_at and c.low = record.low
      )
      on conflict (paper_id, scale, high) do update set crossed_at = excluded.crossed_at, low = excluded.low
    `,
    statement,
  );
}
