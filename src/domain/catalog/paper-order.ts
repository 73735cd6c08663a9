import sql from "sql-template-tag";
import type { ListOrder } from "../lists/list.js";
import { InputError } from "../values/input-error.js";
import { givenIds, type PaperFilter, rankingIn, splitSearch } from "./paper-filter.js";

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

/** @throws InputError for RELEVANCE without anything to rank by, and GIVEN without arXiv IDs */
export function orderOf({
  filter,
  orderBy,
}: {
  filter: PaperFilter;
  orderBy?: PaperOrder | undefined;
}): PaperOrder {
  const searches = splitSearch(filter).text !== undefined || rankingIn(filter) !== undefined;
  if (orderBy?.field === "RELEVANCE" && !searches)
    throw new InputError(
      "orderBy: RELEVANCE needs `search`, `about`, or `similarTo` in the filter. Add one of them, or order by another field.",
    );
  if (orderBy?.field === "GIVEN" && givenIds(filter) === undefined)
    throw new InputError(
      "orderBy: GIVEN needs `arxivIds` in the filter. Add the list to order by, or order by another field.",
    );
  return orderBy ?? { field: searches ? "RELEVANCE" : "PUBLISHED_ON", direction: "DESC" };
}

/** An order by a column. */
export type StoredOrder = PaperOrder & { field: Exclude<PaperOrderField, "RELEVANCE"> };

const columns: Readonly<Record<StoredOrder["field"], Omit<ListOrder, "direction">>> = {
  PUBLISHED_ON: { value: sql`p.published_on`, type: "date", nullable: true },
  FEATURED_ON: { value: sql`p.latest_featured_on`, type: "date", nullable: true },
  ADDED_AT: { value: sql`p.added_at`, type: "timestamptz", nullable: false },
  UPDATED_AT: { value: sql`p.updated_at`, type: "timestamptz", nullable: false },
  UPVOTES: { value: sql`p.upvotes`, type: "int", nullable: false },
  COMMENTS: { value: sql`p.comments_count`, type: "int", nullable: false },
  GIVEN: { value: sql`-p.place`, type: "int", nullable: false },
  TITLE: { value: sql`p.title_key`, type: "text", nullable: false },
};

export function listOrder({ field, direction }: StoredOrder): ListOrder {
  return { ...columns[field], direction: sqlDirection(direction) };
}

export function sqlDirection(direction: PaperOrder["direction"]): ListOrder["direction"] {
  return direction === "ASC" ? "asc" : "desc";
}
