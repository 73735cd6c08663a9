import sql, { join, raw } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type NewEvent, topics } from "../../events/event.js";
import { rowsAs } from "../sql/rows.js";
import { groupedBy } from "../values/grouped.js";
import { scoreColumns, type TrendingWindow, trendingWindows } from "./windows.js";

export const boardSize = 500;
/** The lowest rank that events are published for. */
export const maxEventRank = 100;

/** A paper's entry on a board. */
export interface BoardEntry {
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
  const changed: (BoardEntry & { board: TrendingWindow })[] = [];
  const removed: { board: TrendingWindow; paperId: number }[] = [];
  const news: NewEvent[] = [];
  for (const board of trendingWindows) {
    const change = diffBoard(boards.get(board) ?? [], rankings.get(board) ?? [], at);
    changed.push(...change.changed.map((entry) => ({ board, ...entry })));
    removed.push(...change.removed.map((paperId) => ({ board, paperId })));
    news.push(...change.newBests.map((best) => ({ topic: topics.trending(board), ...best })));
  }
  if (removed.length > 0)
    await db.query(
      sql`
        delete from trending_places entry
        using ${rowsAs("row", removed, { board: "text", paperId: "int" })}
        where entry.board = row.board and entry.paper_id = row.paper_id
      `,
      "leave_boards",
    );
  if (changed.length > 0)
    await db.query(
      sql`
        insert into trending_places as known (board, paper_id, rank, previous_rank, best_rank, entered_at)
        select * from ${rowsAs("row", changed, {
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
  changed: BoardEntry[];
  removed: number[];
  newBests: Pick<NewEvent, "paperId" | "rank" | "previousRank" | "bestRank">[];
}

/** @param ranking paper IDs by score, best first; @param at time of the change */
export function diffBoard(board: readonly BoardEntry[], ranking: readonly number[], at: Date): BoardChange {
  const entries = new Map(board.map((entry) => [entry.paperId, entry]));
  const change: BoardChange = { changed: [], removed: [], newBests: [] };
  for (const [index, paperId] of ranking.entries()) {
    const rank = index + 1;
    const before = entries.get(paperId);
    entries.delete(paperId);
    if (before?.rank === rank) continue;
    const bestRank = Math.min(rank, before?.bestRank ?? rank);
    const previousRank = before?.rank ?? null;
    change.changed.push({ paperId, rank, previousRank, bestRank, enteredAt: before?.enteredAt ?? at });
    if (rank <= maxEventRank && (before === undefined || rank < before.bestRank))
      change.newBests.push({ paperId, rank, previousRank, bestRank: before?.bestRank ?? null });
  }
  change.removed.push(...entries.keys());
  return change;
}

async function loadBoards(db: Queryable): Promise<Map<string, BoardEntry[]>> {
  const rows = await db.query<BoardEntry & { board: string }>(
    sql`
      select board, paper_id as "paperId", rank, previous_rank as "previousRank", best_rank as "bestRank",
        entered_at as "enteredAt"
      from trending_places
    `,
    "load_boards",
  );
  return groupedBy(rows, ({ board }) => board);
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
