import { raw, type Sql } from "sql-template-tag";
import { InputError } from "../values/input-error.js";
import type { ListOrder } from "./list.js";

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

export type Alias = "o" | "a" | "k";
export type EntityTableName = "organizations" | "authors" | "keywords";

/** The table that orders rows of a table by upvotes, and its column for their IDs: `author_votes` and `author_id`. */
export function votesOf(table: EntityTableName): { votes: Sql; owner: Sql } {
  const kind = table.slice(0, -1);
  return { votes: raw(`${kind}_votes`), owner: raw(`${kind}_id`) };
}

/** The order as SQL; for RELEVANCE, the order within each rank. */
export function entityOrder(alias: Alias, { field, direction }: EntityOrder): ListOrder {
  const way = direction === "ASC" ? "asc" : "desc";
  switch (field) {
    case "RELEVANCE":
    case "PAPERS":
      return { value: raw(`${alias}.papers_count`), type: "int", nullable: false, direction: way };
    case "UPVOTES":
      return { value: raw("votes.upvotes"), type: "int", nullable: false, direction: way };
    case "NAME":
      return { value: raw(`${alias}.name_key`), type: "text", nullable: false, direction: way };
    case "LAST_SEEN":
      return { value: raw(`${alias}.last_seen_on`), type: "date", nullable: true, direction: way };
  }
}
