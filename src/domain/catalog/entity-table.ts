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
  const listOf = (listing: Listing): List => {
    const order = entityOrder(alias, orderOf(listing));
    const conditions = [sql`${raw(alias)}.papers_count > 0`, ...filtersOf(listing)];
    const rows = { columns, conditions, order };
    if (orderOf(listing).field !== "UPVOTES")
      return { ...rows, from: raw(`${name} ${alias}`), id: raw(`${alias}.id`) };
    const { votes, owner } = votesOf(name);
    const id = sql`votes.${owner}`;
    return {
      ...rows,
      from: sql`${votes} votes join ${raw(`${name} ${alias}`)} on ${raw(alias)}.id = ${id}`,
      id,
    };
  };
  const matching = (list: List, ...names: readonly Sql[]) => ({
    ...list,
    conditions: [...list.conditions, ...names],
  });
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
      return list && others.length === 0 ? { ...page, list } : undefined;
    },
    /** Counts all rows that `find` pages through. */
    async count(db: Queryable, listing: Listing): Promise<number> {
      const { search } = listing;
      return countRows(
        db,
        matching(listOf(listing), ...(search === undefined ? [] : [nameCondition(alias, search)])),
      );
    },
    /** Loads rows by ID, in input order; null for unknown IDs. */
    load: (db: Queryable, ids: readonly number[]): Promise<(Row | null)[]> =>
      loadByIds<Row>(db, name, alias, columns, ids),
  };
}
