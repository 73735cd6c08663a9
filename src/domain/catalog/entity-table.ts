import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { cursorKeysBy } from "../lists/cursor-keys.js";
import {
  type Alias,
  type EntityListing,
  type EntityTableName,
  entityOrder,
  orderOf,
  votesOf,
} from "../lists/entity-lists.js";
import { countRows, type List } from "../lists/list.js";
import type { ListPage } from "../lists/list-page.js";
import { nameCondition, nameConditionsByRank } from "../lists/name-search.js";
import { type PageArguments, parsePage } from "../lists/page-request.js";
import { type Page, readParts } from "../lists/pages.js";
import { loadByIds } from "../sql/rows.js";

/**
 * Queries of the organizations, authors or keywords.
 *
 * @param filtersOf the listing's own conditions
 */
export function entityTable<Row extends { id: number }, Listing extends EntityListing = EntityListing>(
  name: EntityTableName,
  alias: Alias,
  columns: Sql,
  filtersOf: (listing: Listing) => readonly Sql[] = () => [],
) {
  const rowsOf = (listing: Listing): Omit<List, "order"> => ({
    columns,
    from: raw(`${name} ${alias}`),
    conditions: [sql`${raw(alias)}.papers_count > 0`, ...filtersOf(listing)],
    id: raw(`${alias}.id`),
  });
  const listOf = (listing: Listing): List => {
    const list = { ...rowsOf(listing), order: entityOrder(alias, orderOf(listing)) };
    if (orderOf(listing).field !== "UPVOTES") return list;
    const { votes, owner } = votesOf(name);
    const id = sql`votes.${owner}`;
    return { ...list, from: sql`${votes} votes join ${list.from} on ${list.id} = ${id}`, id };
  };
  const matching = <Rows extends Omit<List, "order">>(rows: Rows, ...names: readonly Sql[]): Rows => ({
    ...rows,
    conditions: [...rows.conditions, ...names],
  });
  /** What `totalCount` counts: joining votes would take several times as long. */
  const countedOf = (listing: Listing) =>
    matching(
      rowsOf(listing),
      ...(listing.search === undefined ? [] : [nameCondition(alias, listing.search)]),
    );
  /** By relevance, a list for each rank of names. */
  const partsOf = (listing: Listing & { page: PageArguments }) => {
    const { page, search, orderBy: _orderBy, ...filters } = listing;
    const order = orderOf(listing);
    const identity = [name, search, ...Object.values(filters), order];
    const list = listOf(listing);
    const request = parsePage(identity, cursorKeysBy(list.order), page);
    if (search === undefined) return { identity, request, lists: [list] };
    if (order.field !== "RELEVANCE")
      return { identity, request, lists: [matching(list, nameCondition(alias, search))] };
    const ranks = nameConditionsByRank(alias, search).map((rank) => matching(list, rank));
    return { identity, request, lists: order.direction === "DESC" ? ranks : ranks.reverse() };
  };
  return {
    /**
     * Reads one page of the rows that have papers and a matching name. By relevance, each rank of names is read from its
     * own index range.
     *
     * @throws InputError
     */
    async find(db: Queryable, listing: Listing & { page: PageArguments }): Promise<Page<Row>> {
      const { lists, identity, request } = partsOf(listing);
      return readParts(db, identity, lists, request);
    },
    /**
     * The same page as one list, not read yet; undefined by relevance.
     *
     * @throws InputError
     */
    page(listing: Listing & { page: PageArguments }): ListPage | undefined {
      const { lists, ...page } = partsOf(listing);
      const [list, ...others] = lists;
      return list && others.length === 0 ? { ...page, list, counted: () => countedOf(listing) } : undefined;
    },
    /** Counts all rows that `find` pages through. */
    async count(db: Queryable, listing: Listing): Promise<number> {
      return countRows(db, countedOf(listing));
    },
    /** Loads rows by ID, in input order; null for unknown IDs. */
    load: (db: Queryable, ids: readonly number[]): Promise<(Row | null)[]> =>
      loadByIds<Row>(db, name, alias, columns, ids),
  };
}
