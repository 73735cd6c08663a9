import sql, { type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import type { Paper } from "../../db/generated/client.js";
import { paperColumnTypes } from "../interchange/paper-columns.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { parentId } from "../lists/cursors.js";
import { allOf, countRows, type List, type ListOrder } from "../lists/list.js";
import type { ListPage } from "../lists/list-page.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type Page, readPage } from "../lists/pages.js";
import { columnsOf, loadByIds } from "../sql/rows.js";
import { InputError } from "../values/input-error.js";
import {
  givenIds,
  type PaperFilter,
  paperConditions,
  type RankedPapers,
  rankingIn,
  splitSearch,
} from "./paper-filter.js";
import { listByRelevance, relevantCursorKeys } from "./relevant-papers.js";

export type PaperOrderField =
  | "PUBLISHED_ON"
  | "FEATURED_ON"
  | "ADDED_AT"
  | "UPDATED_AT"
  | "UPVOTES"
  | "COMMENTS"
  | "RELEVANCE"
  | "TITLE"
  | "GIVEN";

export interface PaperOrder {
  field: PaperOrderField;
  direction: "ASC" | "DESC";
}

/** All papers, or those of one organization, author or keyword, by ID. */
export type PaperScope<Id = number | Sql> = { organization: Id } | { author: Id } | { keyword: Id } | "all";

export interface PaperListing<Id = number | Sql> {
  scope: PaperScope<Id>;
  filter: PaperFilter;
  /** Defaults to RELEVANCE DESC if the filter searches or ranks, otherwise to PUBLISHED_ON DESC. */
  orderBy?: PaperOrder | undefined;
  page: PageArguments;
}

export const paperColumns = columnsOf<Paper>("p", paperColumnTypes);

/** @throws InputError for invalid arguments, cursors and search texts */
export async function findPapers(db: Queryable, listing: PaperListing<number>): Promise<Page<Paper>> {
  const listed = await paperPage(db, listing);
  if (!listed.detached) return readPage(db, listed);
  const { edges, pageInfo } = await readPage<Pick<Paper, "id">>(db, listed);
  const papers = await loadPapers(
    db,
    edges.map(({ node }) => node.id),
  );
  return {
    edges: edges.flatMap(({ cursor }, index) => {
      const paper = papers[index];
      return paper ? [{ cursor, node: paper }] : [];
    }),
    pageInfo,
  };
}

/**
 * A page of a list of papers, not read yet.
 *
 * @throws InputError for invalid arguments, cursors and search texts
 */
export async function paperPage(db: Queryable, listing: PaperListing): Promise<ListPage> {
  const { scope, filter, page } = listing;
  const order = orderOf(listing);
  const identity = ["papers", identityOf(scope), filter, order];
  const { field, direction } = order;
  if (field !== "RELEVANCE") {
    const list = listOf(listing, { field, direction });
    return { identity, list, request: parsePage(identity, cursorKeysBy(list.order), page) };
  }
  const ranked = splitSearch(filter).text === undefined ? rankingIn(filter) : undefined;
  if (ranked !== undefined) {
    const list = rankedList(conditionsOf(listing), ranked, direction);
    return { identity, list, request: parsePage(identity, cursorKeysBy(list.order), page) };
  }
  const request = parsePage(identity, relevantCursorKeys, page);
  const list = await listByRelevance(db, scopeConditions(scope), filter, sqlDirection(direction));
  const counted = { from: sql`papers p`, conditions: conditionsOf(listing) };
  return { identity, list, request, detached: true, counted };
}

export async function countPapers(db: Queryable, listing: Omit<PaperListing, "page">): Promise<number> {
  return countRows(db, {
    from: sql`papers p`,
    id: sql`p.id`,
    conditions: conditionsOf(listing),
  });
}

/** Loads papers by ID, in input order; null for unknown IDs. */
export function loadPapers(db: Queryable, ids: readonly number[]): Promise<(Paper | null)[]> {
  return loadByIds<Paper>(db, "papers", "p", paperColumns, ids);
}

/**
 * Returns the IDs that match a filter.
 *
 * @throws InputError if the search text has no searchable word
 */
export async function matchPapers(
  db: Queryable,
  filter: PaperFilter,
  ids: readonly number[],
): Promise<Set<number>> {
  const conditions = [sql`p.id = any(${ids}::int[])`, ...paperConditions(filter)];
  const rows = await db.query<{ id: number }>(sql`select p.id from papers p where ${allOf(conditions)}`);
  return new Set(rows.map(({ id }) => id));
}

export async function countAllPapers(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>(sql`select count(*)::int as count from papers`);
  return row?.count ?? 0;
}

/** @throws InputError for RELEVANCE without anything to rank by, and GIVEN without arXiv IDs */
export function orderOf({ filter, orderBy }: Pick<PaperListing, "filter" | "orderBy">): PaperOrder {
  const searches = splitSearch(filter).text !== undefined || rankingIn(filter) !== undefined;
  if (orderBy?.field === "RELEVANCE" && !searches)
    throw new InputError(
      "orderBy: RELEVANCE needs `search`, `about` or `similarTo` in the filter. Add one of them, or order by another field.",
    );
  if (orderBy?.field === "GIVEN" && givenIds(filter) === undefined)
    throw new InputError(
      "orderBy: GIVEN needs `arxivIds` in the filter. Add the list to order by, or order by another field.",
    );
  return orderBy ?? { field: searches ? "RELEVANCE" : "PUBLISHED_ON", direction: "DESC" };
}

type StoredOrder = PaperOrder & { field: Exclude<PaperOrderField, "RELEVANCE"> };

function listOf(listing: Omit<PaperListing, "page">, order: StoredOrder): List {
  return {
    columns: paperColumns,
    from: papersOf(listing.filter),
    conditions: conditionsOf(listing),
    id: sql`p.id`,
    order: listOrder(order),
  };
}

/**
 * The papers that the conditions select from. Those of a list of arXiv IDs are read first, each with its place, because their
 * number is known: in the order of an index, all papers may come before them.
 */
function papersOf(filter: PaperFilter): Sql {
  const ids = givenIds(filter);
  return ids === undefined
    ? sql`papers p`
    : sql`(
        select papers.*, given.place::int as place
        from unnest(${ids}::text[]) with ordinality given(arxiv_id, place) join papers using (arxiv_id) offset 0
      ) p`;
}

function rankedList(
  conditions: readonly Sql[],
  { ids, scores }: RankedPapers,
  direction: PaperOrder["direction"],
): List {
  return {
    columns: paperColumns,
    from: sql`unnest(${ids}::int[], ${scores}::real[]) r(id, score) join papers p on p.id = r.id`,
    conditions,
    id: sql`p.id`,
    order: { value: sql`r.score`, type: "real", nullable: false, direction: sqlDirection(direction) },
  };
}

/** Lists of one operation often share a filter, and thousands of names take milliseconds to fold. */
const knownConditions = new WeakMap<PaperFilter, readonly Sql[]>();

function conditionsOf({ scope, filter }: Omit<PaperListing, "page">): Sql[] {
  const conditions = knownConditions.get(filter) ?? paperConditions(filter);
  knownConditions.set(filter, conditions);
  return [...scopeConditions(scope), ...conditions];
}

/** The scope in cursors: an ID that only Postgres knows is inserted there. */
function identityOf(scope: PaperScope): object | string {
  if (scope === "all") return scope;
  return Object.fromEntries(
    Object.entries(scope).map(([kind, id]) => [kind, typeof id === "number" ? id : parentId]),
  );
}

export function scopeConditions(scope: PaperScope): Sql[] {
  if (scope === "all") return [];
  if ("organization" in scope) return [sql`p.organization_id = ${scope.organization}`];
  if ("author" in scope)
    return [sql`p.id in (select paper_id from authorships where author_id = ${scope.author})`];
  return [sql`p.id in (select paper_id from paper_keywords where keyword_id = ${scope.keyword})`];
}

function listOrder({ field, direction }: StoredOrder): ListOrder {
  const way = sqlDirection(direction);
  switch (field) {
    case "PUBLISHED_ON":
      return { value: sql`p.published_on`, type: "date", nullable: true, direction: way };
    case "FEATURED_ON":
      return { value: sql`p.latest_featured_on`, type: "date", nullable: true, direction: way };
    case "ADDED_AT":
      return { value: sql`p.added_at`, type: "timestamptz", nullable: false, direction: way };
    case "UPDATED_AT":
      return { value: sql`p.updated_at`, type: "timestamptz", nullable: false, direction: way };
    case "UPVOTES":
      return { value: sql`p.upvotes`, type: "int", nullable: false, direction: way };
    case "COMMENTS":
      return { value: sql`p.comments_count`, type: "int", nullable: false, direction: way };
    case "GIVEN":
      return { value: sql`-p.place`, type: "int", nullable: false, direction: way };
    case "TITLE":
      return { value: sql`p.title_key`, type: "text", nullable: false, direction: way };
  }
}

function sqlDirection(direction: PaperOrder["direction"]): ListOrder["direction"] {
  return direction === "ASC" ? "asc" : "desc";
}
