import sql, { join, raw } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type NewEvent, topics } from "../../events/event.js";
import { rowsAs } from "../sql/rows.js";
import { scoreColumns, type TrendingWindow, trendingWindows } from "./windows.js";

export const boardSize = 500;
/** The lowest rank that events are published for. */
export const maxEventRank = 100;

/** A paper's entry on a board. */
export interface Place {
  paperId: number;
  /** 1 is the top. */
  rank: number;
  /** Rank before the last change; null if unchanged since the paper entered. */
  previousRank: number | null;
  /** Best rank since the paper entered. */
  bestRank: number;
  enteredAt: Date;
}

/**
 * Updates the boards after scores have changed, in the same transaction.
 *
 * @returns events for papers at their best rank since they entered a board, best first
 */
export async function refreshBoards(db: Queryable, at: Date): Promise<NewEvent[]> {
  const boards = await loadBoards(db);
  const rankings = await loadRankings(db);
  const moved: (Place & { board: TrendingWindow })[] = [];
  const gone: { board: TrendingWindow; paperId: number }[] = [];
  const news: NewEvent[] = [];
  for (const board of trendingWindows) {
    const change = rankAnew(boards.get(board) ?? [], rankings.get(board) ?? [], at);
    moved.push(...change.moved.map((place) => ({ board, ...place })));
    gone.push(...change.gone.map((paperId) => ({ board, paperId })));
    news.push(...change.risen.map((risen) => ({ topic: topics.trending(board), ...risen })));
  }
  if (gone.length > 0)
    await db.query(
      sql`
        delete from trending_places place
        using ${rowsAs("row", gone, { board: "text", paperId: "int" })}
        where place.board = row.board and place.paper_id = row.paper_id
      `,
      "leave_boards",
    );
  if (moved.length > 0)
    await db.query(
      sql`
        insert into trending_places as known (board, paper_id, rank, previous_rank, best_rank, entered_at)
        select * from ${rowsAs("row", moved, {
          board: "text",
          paperId: "int",
          rank: "int",
          previousRank: "int",
          bestRank: "int",
          enteredAt: "timestamptz",
        })}
        on conflict (board, paper_id) do update set rank = excluded.rank,
          previous_rank = excluded.previous_rank, best_rank = excluded.best_rank
      `,
      "move_on_boards",
    );
  return news;
}

export function windowOf({ topic }: Pick<NewEvent, "topic">): TrendingWindow {
  const window = trendingWindows.find((board) => topics.trending(board) === topic);
  if (window === undefined) throw new Error(`${topic} is not the topic of a board.`);
  return window;
}

/** Differences between a board and a new ranking. */
export interface BoardChange {
  moved: Place[];
  gone: number[];
  risen: Pick<NewEvent, "paperId" | "rank" | "previousRank" | "bestRank">[];
}

/** @param ranking paper IDs by score, best first; @param at time of the change */
export function rankAnew(board: readonly Place[], ranking: readonly number[], at: Date): BoardChange {
  const places = new Map(board.map((place) => [place.paperId, place]));
  const change: BoardChange = { moved: [], gone: [], risen: [] };
  for (const [index, paperId] of ranking.entries()) {
    const rank = index + 1;
    const before = places.get(paperId);
    places.delete(paperId);
    if (before?.rank === rank) continue;
    const bestRank = Math.min(rank, before?.bestRank ?? rank);
    const previousRank = before?.rank ?? null;
    change.moved.push({ paperId, rank, previousRank, bestRank, enteredAt: before?.enteredAt ?? at });
    if (rank <= maxEventRank && (before === undefined || rank < before.bestRank))
      change.risen.push({ paperId, rank, previousRank, bestRank: before?.bestRank ?? null });
  }
  change.gone.push(...places.keys());
  return change;
}

async function loadBoards(db: Queryable): Promise<Map<string, Place[]>> {
  const rows = await db.query<Place & { board: string }>(
    sql`
      select board, paper_id as "paperId", rank, previous_rank as "previousRank", best_rank as "bestRank",
        entered_at as "enteredAt"
      from trending_places
    `,
    "load_boards",
  );
  const boards = new Map<string, Place[]>();
  for (const { board, ...place } of rows) {
    const places = boards.get(board);
    if (places) places.push(place);
    else boards.set(board, [place]);
  }
  return boards;
}

/** The top papers of each board, best first. */
async function loadRankings(db: Queryable): Promise<Map<string, number[]>> {
  const rows = await db.query<{ board: string; paperIds: number[] }>(
    sql`${join(
      trendingWindows.map((window) => {
        const column = raw(scoreColumns[window]);
        return sql`
          select ${raw(`'${window}'`)} as board, array(
            select paper_id from trending_scores order by ${column} desc, paper_id desc limit ${raw(String(boardSize))}
          ) as "paperIds"
        `;
      }),
      " union all ",
    )}`,
    "load_rankings",
  );
  return new Map(rows.map(({ board, paperIds }) => [board, paperIds]));
}
