import { raw } from "sql-template-tag";
import type { ListOrder } from "./pages.js";

/** How lists of organizations, authors and keywords can be ordered; all carry the same numbers. */
export interface EntityOrder {
  field: "PAPERS" | "UPVOTES" | "NAME" | "LAST_SEEN";
  direction: "ASC" | "DESC";
}

/** Most papers first, unless asked otherwise. */
export function directionOf(orderBy: EntityOrder | undefined): EntityOrder {
  return orderBy ?? { field: "PAPERS", direction: "DESC" };
}

/** The order as SQL over the table's alias. */
export function entityOrder(alias: "o" | "a" | "k", { field, direction }: EntityOrder): ListOrder {
  const way = direction === "ASC" ? "asc" : "desc";
  switch (field) {
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
