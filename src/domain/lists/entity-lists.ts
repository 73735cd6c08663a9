import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { InputError } from "../values/input-error.js";
import { cursorKeysBy } from "./cursor-keys.js";
import { countRows, type List, type ListOrder } from "./list.js";
import { nameCondition, nameConditionsByRank } from "./name-search.js";
import { type PageArguments, parsePage } from "./page-request.js";
import { type Page, readPage, readParts } from "./pages.js";

/** Order of a list of organizations, authors or keywords. */
export interface EntityOrder {
  field: "PAPERS" | "UPVOTES" | "NAME" | "LAST_SEEN" | "RELEVANCE";
  direction: "ASC" | "DESC";
}

/** Arguments of a list of organizations, authors or keywords. */
export interface EntityListing {
  /** Matches names by word prefixes. */
  search?: string | undefined;
  /** Defaults to RELEVANCE DESC with a search, otherwise to PAPERS DESC. */
  orderBy?: EntityOrder | undefined;
}

/** @throws InputError for RELEVANCE without a search */
export function orderOf({ search, orderBy }: EntityListing): EntityOrder {
  if (orderBy?.field === "RELEVANCE" && search === undefined)
    throw new InputError(
      "orderBy: RELEVANCE needs `search`. Search for the beginning of a name, or order by another field.",
    );
  return orderBy ?? { field: search === undefined ? "PAPERS" : "RELEVANCE", direction: "DESC" };
}

type Alias = "o" | "a" | "k";

/** The order as SQL; for RELEVANCE, the order within each rank. */
export function entityOrder(alias: Alias, { field, direction }: EntityOrder): ListOrder {
  const way = direction === "ASC" ? "asc" : "desc";
  switch (field) {
    case "RELEVANCE":
    case "PAPERS":
      return { value: raw(`${alias}.papers_count`), type: "int", nullable: false, direction: way };
    case "UPVOTES":
      return { value: raw(`${alias}.upvotes`), type: "int", nullable: false, direction: way };
    case "NAME":
      return { value: raw(`${alias}.name_key`), type: "text", nullable: false, direction: way };
    case "LAST_SEEN":
      return { value: raw(`${alias}.last_seen_on`), type: "date", nullable: true, direction: way };
  }
}

/**
 * Reads one page of rows that have papers and a matching name. By relevance, each rank of names is read from its own
 * index range.
 *
 * @param list without conditions on papers and names
 * @throws InputError
 */
export async function findEntities<Row extends { id: number }>(
  db: Queryable,
  identity: readonly unknown[],
  alias: Alias,
  list: List,
  { page, ...listing }: EntityListing & { page: PageArguments },
): Promise<Page<Row>> {
  const { field, direction } = orderOf(listing);
  const request = parsePage(identity, cursorKeysBy(list.order), page);
  const under = (...names: readonly Sql[]) => ({
    ...list,
    conditions: [havingPapers(alias), ...list.conditions, ...names],
  });
  const { search } = listing;
  if (search === undefined) return readPage(db, identity, under(), request);
  if (field !== "RELEVANCE") return readPage(db, identity, under(nameCondition(alias, search)), request);
  const ranks = nameConditionsByRank(alias, search).map((rank) => under(rank));
  return readParts(db, identity, direction === "DESC" ? ranks : ranks.reverse(), request);
}

/** Counts all rows that `findEntities` pages through. */
export function countEntities(
  db: Queryable,
  alias: Alias,
  list: Omit<List, "columns" | "order">,
  { search }: EntityListing,
): Promise<number> {
  const names = search === undefined ? [] : [nameCondition(alias, search)];
  return countRows(db, { ...list, conditions: [havingPapers(alias), ...list.conditions, ...names] });
}

function havingPapers(alias: Alias): Sql {
  return sql`${raw(alias)}.papers_count > 0`;
}
