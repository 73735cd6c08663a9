import sql, { raw, type Sql } from "sql-template-tag";
import { nameKey } from "./keys.js";
import type { ListOrder } from "./pages.js";

/** How lists of organizations and of authors can be ordered; both carry the same numbers. */
export interface EntityOrder {
  field: "PAPERS" | "UPVOTES" | "NAME" | "LAST_SEEN";
  direction: "ASC" | "DESC";
}

/** Most papers first, unless asked otherwise. */
export function directionOf(orderBy: EntityOrder | undefined): EntityOrder {
  return orderBy ?? { field: "PAPERS", direction: "DESC" };
}

/** The order as SQL over the table's alias. */
export function entityOrder(alias: "o" | "a", { field, direction }: EntityOrder): ListOrder {
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

/** Names of which the words begin as searched for, accents and case apart: `Balázs` by `bal`. */
export function byName(alias: "o" | "a", search: string): Sql {
  return wordsBegin(raw(`${alias}.name_key`), nameKey(search));
}

/** Texts of which some words begin as the prefix does. */
export function wordsBegin(column: Sql, prefix: string): Sql {
  return sql`(' ' || ${column}) like ${`% ${literally(prefix)}%`}`;
}

/** Texts that begin as the prefix does. */
export function begins(column: Sql, prefix: string): Sql {
  return sql`${column} like ${`${literally(prefix)}%`}`;
}

/** In patterns, `%` and `_` stand for anything unless told otherwise. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
