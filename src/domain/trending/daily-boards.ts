import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { boardSize } from "./boards.js";
import { changedBetween } from "./changes.js";
import { scoresOf } from "./scores.js";
import { scoreAt, scoreColumns, type TrendingWindow, trendingWindows } from "./windows.js";

// The boards at the end of each day on which they changed, from the observations. Without changes, the order of papers
// stays; so what a later board has is either on an earlier one, or has changed since, or is below the last paper of the
// earlier board.

/** A board at the end of a day that holds for a later instant as well, apart from the papers that changed in between. */
export interface EarlierBoard {
  /** End of the day: everything until then is part of the board. */
  end: Date;
  /** Whether it is the end of the last day before the instant. */
  isLatest: boolean;
  paperIds: readonly number[];
  /** As in `trending_scores`. */
  scores: readonly number[];
}

/** The top of an earlier board. */
export interface Base extends Pick<EarlierBoard, "end" | "paperIds"> {
  /** Score of the last paper, which no unchanged other paper exceeds; null if the board has all papers with upvotes. */
  floor: number | null;
}

export function topOfBoard({ end, paperIds, scores }: EarlierBoard, size: number = boardSize): Base {
  return { end, paperIds: paperIds.slice(0, size), floor: scores[size - 1] ?? null };
}

/** See `findEarlierBoards`. */
export async function findEarlierBoard(
  db: Queryable,
  window: TrendingWindow,
  instant: Date,
  daysBefore = 0,
): Promise<EarlierBoard | undefined> {
  return (await findEarlierBoards(db, [window], instant, daysBefore)).get(window);
}

/**
 * The boards at the end of the last day before an instant, or of a day before that; none if they, or earlier ones, have yet to be
 * computed.
 */
async function findEarlierBoards(
  db: Queryable,
  windows: readonly TrendingWindow[],
  instant: Date,
  daysBefore: number,
): Promise<Map<TrendingWindow, EarlierBoard>> {
  const rows = await db.query<EarlierBoard & { board: TrendingWindow }>(
    sql`
      select wanted.board, (found.day + 1)::timestamp at time zone 'UTC' as end, found.day = found.latest as "isLatest",
        kept.paper_ids as "paperIds", kept.scores
      from (
        select latest, least(latest, (select min(day) - 1 from board_days where stale)) - ${daysBefore}::int as day
        from (select (${instant}::timestamptz at time zone 'UTC')::date - 1 as latest) before
      ) found
      cross join unnest(${windows}::text[]) as wanted(board)
      cross join lateral (
        select paper_ids, scores from daily_boards known
        where known.board = wanted.board and known.day <= found.day order by day desc limit 1
      ) kept
    `,
    "find_earlier_boards",
  );
  return new Map(rows.map(({ board, ...earlier }) => [board, earlier]));
}

/**
 * IDs of all papers that can be above the floor at an instant, as `paper_id`: a paper is worth at most its upvotes.
 *
 * @param minUpvotes leaves out papers that changed and had fewer
 */
export function candidatesSince(
  { end, paperIds }: Omit<Base, "floor">,
  instant: Date,
  minUpvotes: number,
): Sql {
  return sql`select unnest(${paperIds}::int[]) as paper_id union ${changedBetween(end, instant, minUpvotes)}`;
}

/** Upvotes with which a paper can be above the floor of a board at an instant, rounded down. */
export function upvotesAbove(floor: number | null, window: TrendingWindow, instant: Date): number {
  return floor === null ? 0 : Math.floor(Math.min(scoreAt(floor, window, instant), 2 ** 30));
}

/** The top of a board, best first. */
export interface DailyBoard {
  board: TrendingWindow;
  paperIds: readonly number[];
  scores: readonly number[];
}

/** How far back to look for an earlier board from which to compute one, in days. */
export const reaches = [0, 8, 64] as const;

/**
 * Computes the boards at the end of a day, where no earlier day is stale.
 *
 * @returns `deep`: whether a board needed more than the previous one and what has changed since
 */
export async function computeDailyBoards(
  db: Queryable,
  end: Date,
): Promise<{ boards: DailyBoard[]; deep: boolean }> {
  for (const daysBefore of reaches) {
    const boards = await boardsFrom(db, end, daysBefore);
    if (boards !== undefined) return { boards, deep: daysBefore > 0 };
  }
  return { boards: await topOf(db, sql`true`, end), deep: true };
}

/** @returns undefined if there are no such earlier boards, or if the new ones need more */
async function boardsFrom(db: Queryable, end: Date, daysBefore: number): Promise<DailyBoard[] | undefined> {
  const earlier = await findEarlierBoards(db, trendingWindows, end, daysBefore);
  const [first] = earlier.values();
  if (first === undefined) return undefined;
  const bases = new Map([...earlier].map(([window, board]) => [window, topOfBoard(board)]));
  const found = [...bases];
  const candidates = candidatesSince(
    {
      end: first.end,
      paperIds: [...new Set(found.flatMap(([, { paperIds }]) => paperIds))],
    },
    end,
    Math.min(...found.map(([window, { floor }]) => upvotesAbove(floor, window, end))),
  );
  const boards = await topOf(db, sql`o.paper_id in (${candidates})`, end);
  const isProven = ({ board, scores }: DailyBoard) => {
    const floor = bases.get(board)?.floor ?? null;
    return floor === null || (scores[boardSize - 1] ?? Number.NEGATIVE_INFINITY) > floor;
  };
  return boards.every(isProven) ? boards : undefined;
}

async function topOf(db: Queryable, chosen: Sql, end: Date): Promise<DailyBoard[]> {
  const top = (window: TrendingWindow, wanted: "paper_id" | TrendingWindow) => {
    const column = raw(scoreColumns[window]);
    const value = wanted === "paper_id" ? raw(wanted) : column;
    return sql`array(
      select ${value} from scored order by ${column} desc, paper_id desc limit ${raw(String(boardSize))}
    )`;
  };
  return db.query<DailyBoard>(sql`
    with scored as materialized (${scoresOf(chosen, trendingWindows, end)})
    ${join(
      trendingWindows.map(
        (window) => sql`
          select ${raw(`'${window}'`)} as board, ${top(window, "paper_id")} as "paperIds", ${top(window, window)} as scores
        `,
      ),
      " union all ",
    )}
  `);
}
