import sql, { raw } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Paper } from "../../db/generated/client.js";
import { type PaperFilter, paperConditions } from "../catalog/paper-filter.js";
import { paperColumns } from "../catalog/papers.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { countRows, type List } from "../lists/list.js";
import type { ListPage } from "../lists/list-page.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type EdgePage, readPage } from "../lists/pages.js";
import { InputError } from "../values/input-error.js";
import { requireWithin } from "../values/within-range.js";
import { maxEventRank } from "./boards.js";
import { heightOfRank, type Scale } from "./crossings.js";
import type { TrendingWindow } from "./windows.js";

/** The event that papers are listed by. */
export type PaperEvent =
  | { kind: "ADDED" }
  | { kind: "UPVOTES"; min: number }
  | { kind: "TRENDING"; window: TrendingWindow; top: number };

export interface CrossingQuery {
  event: PaperEvent;
  filter: PaperFilter;
  page: PageArguments;
}

/** When the event happened, and what the paper had reached then. */
export interface CrossingFields {
  crossedAt: Date;
  rank: number | null;
  upvotes: number | null;
}

type CrossingRow = Paper & { crossedAt: Date; height: number };

/** @throws InputError */
export async function findCrossings(
  db: Queryable,
  query: CrossingQuery,
): Promise<EdgePage<Paper, CrossingFields>> {
  const { edges, pageInfo } = await readPage<CrossingRow>(db, crossingPage(query));
  const { kind } = query.event;
  return {
    pageInfo,
    edges: edges.map(({ cursor, node: { crossedAt, height, ...paper } }) => ({
      cursor,
      node: paper,
      crossedAt,
      rank: kind === "TRENDING" ? heightOfRank(height) : null,
      upvotes: kind === "UPVOTES" ? height : null,
    })),
  };
}

export async function countCrossings(db: Queryable, query: Omit<CrossingQuery, "page">): Promise<number> {
  return countRows(db, listOf(query));
}

/**
 * Papers in the order in which an event happened to each for the first time, the latest first.
 *
 * @throws InputError
 */
export function crossingPage(query: CrossingQuery): ListPage {
  const { event, filter, page } = query;
  const identity = ["crossings", event, filter];
  const list = listOf(query);
  const none = sql`null::int`;
  const edge = {
    crossedAt: list.order.value,
    rank: event.kind === "TRENDING" ? sql`(${heightOfRank(0)}::int - c.high)` : none,
    upvotes: event.kind === "UPVOTES" ? sql`c.high` : none,
  };
  return { identity, list, edge, request: parsePage(identity, cursorKeysBy(list.order), page) };
}

/** @throws InputError */
function listOf({ event, filter }: Omit<CrossingQuery, "page">): List {
  const conditions = paperConditions(filter);
  if (event.kind === "ADDED") {
    const order = {
      value: sql`p.added_at`,
      type: "timestamptz",
      nullable: false,
      direction: "desc",
    } as const;
    const columns = sql`${paperColumns}, p.added_at as "crossedAt", 0 as height`;
    return { columns, from: sql`papers p`, conditions, id: sql`p.id`, order };
  }
  const [scale, height] = scaleOf(event);
  return {
    columns: sql`${paperColumns}, c.crossed_at as "crossedAt", c.high as height`,
    from: sql`crossings c join papers p on p.id = c.paper_id`,
    conditions: [
      sql`c.scale = ${raw(`'${scale}'`)}`,
      sql`c.low < ${height}::int`,
      sql`c.high >= ${height}::int`,
      ...conditions,
    ],
    id: sql`c.paper_id`,
    order: { value: sql`c.crossed_at`, type: "timestamptz", nullable: false, direction: "desc" },
  };
}

/** @throws InputError */
function scaleOf(event: Exclude<PaperEvent, { kind: "ADDED" }>): [scale: Scale, height: number] {
  if (event.kind === "UPVOTES") {
    if (event.min >= 1) return ["UPVOTES", event.min];
    throw new InputError(`event.upvotes: ${event.min} is out of range. Use 1 or more.`);
  }
  const { window, top } = event;
  requireWithin("event.trending.top", top, [1, maxEventRank]);
  return [window, heightOfRank(top)];
}
