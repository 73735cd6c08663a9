import sql, { type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import type { Paper } from "../../db/generated/client.js";
import { paperColumnTypes } from "../interchange/paper-columns.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import { parentId } from "../lists/cursors.js";
import { allOf, countRows, type List } from "../lists/list.js";
import type { ListPage } from "../lists/list-page.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type Page, readPage } from "../lists/pages.js";
import { columnsOf, loadByIds } from "../sql/rows.js";
import { ofOrganizations, within } from "./paper-conditions.js";
import {
  givenIds,
  type PaperFilter,
  paperConditions,
  publicationRange,
  type RankedPapers,
  rankingIn,
  splitSearch,
} from "./paper-filter.js";
import { listOrder, orderOf, type PaperOrder, type StoredOrder, sqlDirection } from "./paper-order.js";
import { listByRelevance, relevantCursorKeys } from "./relevant-papers.js";

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
  const counted = () => ({ from: sql`papers p`, conditions: conditionsOf(listing) });
  const pageOf = (list: List) => {
    const request = parsePage(identity, cursorKeysBy(list.order), page);
    return { identity, list, request };
  };
  const upvoted = upvotedOfOrganization(listing, order);
  if (upvoted !== undefined) return { ...pageOf(upvoted), detached: true, counted };
  if (field !== "RELEVANCE") return pageOf(listOf(listing, { field, direction }));
  const ranked = splitSearch(filter).text === undefined ? rankingIn(filter) : undefined;
  if (ranked !== undefined) return pageOf(rankedList(conditionsOf(listing), ranked, direction));
  const request = parsePage(identity, relevantCursorKeys, page);
  const list = await listByRelevance(db, scopeConditions(scope), filter, sqlDirection(direction));
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
 * The IDs of an organization's papers by upvotes, within publication dates: one index has all of it. The sum keeps Postgres from
 * reading all papers of the dates first, which it would without knowing them, and so has the same plan for all values.
 */
function upvotedOfOrganization(
  { scope, filter }: PaperListing,
  { field, direction }: PaperOrder,
): List | undefined {
  if (field !== "UPVOTES") return undefined;
  const { organizations, ...others } = filter;
  const { from, to, alone } = publicationRange(others);
  const isOfOne = scope === "all" ? organizations?.length === 1 : "organization" in scope && !organizations;
  if (!isOfOne || !alone || (from === undefined && to === undefined)) return undefined;
  return {
    columns: sql`p.id`,
    from: sql`papers p`,
    conditions: [
      ...scopeConditions(scope),
      ...ofOrganizations(organizations),
      ...within(sql`(p.published_on + 0)`, from, to, "date"),
    ],
    id: sql`p.id`,
    order: listOrder({ field, direction }),
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

function conditionsOf({ scope, filter }: Omit<PaperListing, "page">): Sql[] {
  return [...scopeConditions(scope), ...paperConditions(filter)];
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
