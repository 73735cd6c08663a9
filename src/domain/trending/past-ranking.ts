import sql, { raw, type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { allOf, countRows, type List, type ListOrder } from "../lists/list.js";
import { type PageRequest, parsePage } from "../lists/page-request.js";
import { type Page, readPage } from "../lists/pages.js";
import { InputError } from "../values/input-error.js";
import { BeforeFirstObservation } from "./before-first-observation.js";
import { boardSize } from "./boards.js";
import { changedBetween } from "./changes.js";
import {
  type Base,
  candidatesSince,
  type EarlierBoard,
  findEarlierBoard,
  reaches,
  topOfBoard,
  upvotesAbove,
} from "./daily-boards.js";
import type { TrendingPage, TrendingQuery } from "./ranking.js";
import { existsAt, observedFrom, scoresOf } from "./scores.js";
import { scoreAt, scoreColumns } from "./windows.js";

// Rankings as they stood at an instant, from the observations until then.

export interface PastTrendingQuery extends TrendingQuery {
  asOf: Date;
}

interface RankedRow {
  id: number;
  rank: number;
  upvotes: number;
  score: number;
  previousRank: number | null;
}

const order: ListOrder = {
  value: sql`s.score`,
  type: "double precision",
  nullable: false,
  direction: "desc",
};

/**
 * Reads one page of the ranking at an instant. Scores only the papers that can be on it, where an earlier board proves that
 * the others cannot; otherwise all of them.
 *
 * @throws InputError for invalid arguments, cursors, search texts and instants
 */
export async function findPastTrending(db: Database, query: PastTrendingQuery): Promise<TrendingPage> {
  const { window, filter, asOf } = query;
  const identity = ["trending", window, filter, asOf.toISOString()];
  const request = parsePage(identity, cursorKeysBy(order), query.page);
  const page = await db.snapshot(async (snapshot) => {
    await requireObservations(snapshot, asOf, query.now);
    const latest = await findEarlierBoard(snapshot, window, asOf);
    // At a midnight, the latest board is the one that is asked for.
    const before = isMidnight(asOf)
      ? await findEarlierBoard(snapshot, window, new Date(asOf.getTime() - 1))
      : latest;
    const read = (candidates: Sql | undefined) =>
      readPage<RankedRow>(snapshot, { identity, request, list: listOf(query, before, candidates) });
    if (await hasFewMatches(snapshot, filter)) return read(undefined);
    for (const { daysBefore, size } of attempts(query, request)) {
      const earlier = daysBefore === 0 ? latest : await findEarlierBoard(snapshot, window, asOf, daysBefore);
      const base = earlier && topOfBoard(earlier, size);
      if (base === undefined || !canProve(base, request)) continue;
      const page = await read(candidatesSince(base, asOf, upvotesAbove(base.floor, window, asOf)));
      if (isProven(base, request, page)) return page;
    }
    return read(undefined);
  });
  return {
    asOf,
    clock: "AS_OF",
    pageInfo: page.pageInfo,
    edges: page.edges.map(({ cursor, node: { id, score, ...row } }) => ({
      cursor,
      node: { ...row, score: scoreAt(score, window, asOf), enteredAt: null, paperId: id },
    })),
  };
}

function isMidnight(instant: Date): boolean {
  return instant.getTime() % 86_400_000 === 0;
}

/** From which earlier boards to try to compute a page. The first page of a board needs little more than its own papers. */
function attempts({ filter }: PastTrendingQuery, { size, backward, after }: PageRequest) {
  const isFirst = after === null && !backward && isEmpty(filter);
  return [
    ...(isFirst ? [{ daysBefore: 0, size: Math.min(3 * size + 20, boardSize) }] : []),
    ...reaches.map((daysBefore) => ({ daysBefore, size: boardSize })),
  ];
}

function isEmpty(filter: PaperFilter): boolean {
  return Object.values(filter).every((condition) => condition === undefined);
}

/** Number of papers up to which scoring all matches of a filter is cheap. */
const fewMatches = 3_000;

async function hasFewMatches(db: Queryable, filter: PaperFilter): Promise<boolean> {
  if (isEmpty(filter)) return false;
  const [row] = await db.query<{ count: number }>(sql`
    select count(*)::int as count
    from (select from papers p where ${allOf(paperConditions(filter))} limit ${raw(String(fewMatches + 1))}) matching
  `);
  return (row?.count ?? 0) <= fewMatches;
}

/** The number of papers that had upvotes at an instant. */
export async function countPastTrending(
  db: Queryable,
  { filter, asOf }: Pick<PastTrendingQuery, "filter" | "asOf">,
): Promise<number> {
  const latest = sql`
    select o.paper_id, (array_agg(o.upvotes order by o.observed_at desc))[1] as upvotes
    from upvote_observations o join papers p on p.id = o.paper_id
    where ${allOf([existsAt(asOf), ...paperConditions(filter)])}
    group by o.paper_id
  `;
  return countRows(db, { from: sql`(${latest}) s`, conditions: [sql`s.upvotes > 0`], id: sql`s.paper_id` });
}

/** Whether a page can consist of papers above the floor of an earlier board. */
function canProve({ floor }: Base, { backward, before }: PageRequest): boolean {
  return floor === null || !backward || isAbove(before?.value, floor);
}

/** Whether all papers of a page are above the floor: then it misses none. */
function isProven({ floor }: Base, { before }: PageRequest, { edges, pageInfo }: Page<RankedRow>): boolean {
  if (floor === null || isAbove(before?.value, floor)) return true;
  return pageInfo.hasNextPage && edges.every(({ node }) => node.score > floor);
}

function isAbove(score: string | number | null | undefined, floor: number): boolean {
  return typeof score === "number" && score > floor;
}

/** @param candidates all papers by default */
function listOf(
  { window, filter, asOf }: PastTrendingQuery,
  before: EarlierBoard | undefined,
  candidates: Sql | undefined,
): List {
  const conditions = [
    ...(candidates === undefined ? [] : [sql`p.id in (${candidates})`]),
    ...paperConditions(filter),
  ];
  const chosen =
    conditions.length === 0
      ? sql`true`
      : sql`o.paper_id in (select p.id from papers p where ${allOf(conditions)})`;
  const column = raw(scoreColumns[window]);
  return {
    columns: sql`s.paper_id as id, s.rank, s.upvotes, s.score, previous.rank::int as "previousRank"`,
    from: sql`
      (
        select paper_id, upvotes, ${column} as score,
          row_number() over (order by ${column} desc, paper_id desc)::int as rank
        from (${scoresOf(chosen, [window], asOf)}) scored
      ) s
      left join unnest(${before?.isLatest ? before.paperIds : []}::int[]) with ordinality as previous(paper_id, rank)
        on previous.paper_id = s.paper_id
    `,
    conditions: [],
    id: sql`s.paper_id`,
    order,
  };
}

/** @throws InputError unless upvotes were observed until then */
async function requireObservations(db: Queryable, asOf: Date, now: Date): Promise<void> {
  const given = `asOf: ${asOf.toISOString()}`;
  if (asOf > now)
    throw new InputError(
      `${given} is in the future; the server time is ${now.toISOString()}. Pass an earlier instant, or omit \`asOf\` for the current board.`,
    );
  const [first] = await db.query<{ start: Date | null; end: Date }>(
    sql`
      select day::timestamp at time zone 'UTC' as start, (day + 1)::timestamp at time zone 'UTC' as end
      from (select min(day) as day from board_days) first
    `,
    "first_board_day",
  );
  if (!first?.start)
    throw new InputError(`${given}: no upvotes have been observed yet. Omit \`asOf\` for the current board.`);
  if (asOf >= first.end) return;
  if (asOf > first.start && (await firstObservation(db, first.start, asOf)) !== undefined) return;
  throw new BeforeFirstObservation(asOf, (await firstObservation(db, first.start, first.end)) ?? first.end);
}

/** From when there are observations that existed at `to`; undefined before the first one, or if all their papers were withdrawn by then. */
async function firstObservation(db: Queryable, from: Date, to: Date): Promise<Date | undefined> {
  const [row] = await db.query<{ first: Date | null }>(sql`
    select min(${observedFrom}) as first
    from upvote_observations o join papers p on p.id = o.paper_id
    where o.paper_id in (${changedBetween(from, to)}) and ${existsAt(to)}
  `);
  return row?.first ?? undefined;
}
