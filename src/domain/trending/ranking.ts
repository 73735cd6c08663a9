import sql, { raw, type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import type { Paper } from "../../db/generated/client.js";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { paperColumns } from "../catalog/papers.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { countRows, type List } from "../lists/list.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type Page, readPage } from "../lists/pages.js";
import { type ClockKind, readClock } from "./clock.js";
import { scoreAt, scoreColumns, type TrendingWindow } from "./windows.js";

/** A paper's entry in a ranking. */
export interface TrendingEntry {
  /** Rank on the board, or among the papers that match the filter; 1 is the top. */
  rank: number;
  /** Rank on the board before the last change. */
  previousRank: number | null;
  /** At the time of the board. */
  upvotes: number;
  /** Upvotes, weighted by age at that time. */
  score: number;
  /** null if the paper is not on the board. */
  enteredAt: Date | null;
  paperId: number;
  /** The paper, if the query loaded it anyway. */
  paper?: Paper;
}

export interface TrendingPage extends Page<TrendingEntry> {
  asOf: Date;
  /** `AS_OF` if the query has an instant. */
  clock: ClockKind | "AS_OF";
}

export interface TrendingQuery {
  window: TrendingWindow;
  filter: PaperFilter;
  page: PageArguments;
  now: Date;
}

type RankedRow = Paper & { score: number; previousRank: number | null; enteredAt: Date | null };

/**
 * Reads one page of papers with upvotes, by current score.
 *
 * @throws InputError for invalid arguments, cursors and search texts
 */
export async function findTrending(db: Database, query: TrendingQuery): Promise<TrendingPage> {
  const { window, filter, now } = query;
  const identity = ["trending", window, filter];
  const list = listOf(query);
  const request = parsePage(identity, cursorKeysBy(list.order), query.page);
  const fromTheTop = request.after === null && request.before === null && !request.backward;
  // Ranks are counted from the papers before the page, so both need the same snapshot.
  const read = async (snapshot: Queryable) => {
    const page = await readPage<RankedRow>(snapshot, { identity, list, request });
    const [first] = page.edges;
    const before = fromTheTop || !first ? 0 : await countBefore(snapshot, query, first.node);
    return { page, before };
  };
  const [{ page, before }, clock] = await Promise.all([
    fromTheTop ? read(db) : db.snapshot(read),
    readClock(db, now),
  ]);
  return {
    asOf: clock.at,
    clock: clock.kind,
    pageInfo: page.pageInfo,
    edges: page.edges.map(({ cursor, node: { score, previousRank, enteredAt, ...paper } }, index) => ({
      cursor,
      node: {
        rank: before + index + 1,
        previousRank,
        upvotes: paper.upvotes,
        score: scoreAt(score, window, clock.at),
        enteredAt,
        paperId: paper.id,
        paper,
      },
    })),
  };
}

export async function countTrending(
  db: Queryable,
  query: Pick<TrendingQuery, "window" | "filter">,
): Promise<number> {
  return countRows(db, listOf(query));
}

/** Loads board entries of papers, in input order; null for papers not on the board. */
export async function loadBoardEntries(
  db: Queryable,
  window: TrendingWindow,
  paperIds: readonly number[],
  now: Date,
): Promise<(TrendingEntry | null)[]> {
  const { at } = await readClock(db, now);
  const rows = await db.query<Omit<TrendingEntry, "paper">>(
    sql`
      select place.rank, place.previous_rank as "previousRank", ${scoreOf(window)} as score,
        p.upvotes, place.entered_at as "enteredAt", place.paper_id as "paperId"
      from trending_places place join trending_scores s on s.paper_id = place.paper_id
        join papers p on p.id = place.paper_id
      where place.board = ${window} and place.paper_id = any(${paperIds}::int[])
    `,
    `load_places_${scoreColumns[window]}`,
  );
  const entries = new Map(
    rows.map((row) => [row.paperId, { ...row, score: scoreAt(row.score, window, at) }]),
  );
  return paperIds.map((id) => entries.get(id) ?? null);
}

function listOf({ window, filter }: Pick<TrendingQuery, "window" | "filter">): List {
  return {
    columns: sql`${paperColumns}, place.previous_rank as "previousRank", place.entered_at as "enteredAt", ${scoreOf(window)} as score`,
    from: sql`
      trending_scores s join papers p on p.id = s.paper_id
      left join trending_places place on place.board = ${window} and place.paper_id = s.paper_id
    `,
    conditions: paperConditions(filter),
    id: sql`s.paper_id`,
    order: { value: scoreOf(window), type: "double precision", nullable: false, direction: "desc" },
  };
}

async function countBefore(
  db: Queryable,
  { window, filter }: TrendingQuery,
  { id, score }: RankedRow,
): Promise<number> {
  const conditions: Sql[] = [
    ...paperConditions(filter),
    sql`(${scoreOf(window)}, s.paper_id) > (${score}::double precision, ${id}::int)`,
  ];
  // Without a filter, an index-only scan suffices.
  const from =
    conditions.length === 1
      ? sql`trending_scores s`
      : sql`trending_scores s join papers p on p.id = s.paper_id`;
  return countRows(db, { from, conditions, id: sql`s.paper_id` });
}

function scoreOf(window: TrendingWindow): Sql {
  return raw(`s.${scoreColumns[window]}`);
}
