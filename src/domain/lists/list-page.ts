import type { Sql } from "sql-template-tag";
import { cursorKeysBy } from "./cursor-keys.js";
import { parentId } from "./cursors.js";
import type { List } from "./list.js";
import { type PageArguments, type PageRequest, parsePage } from "./page-request.js";

/** A page of a list, not read yet. */
export interface ListPage {
  /** Identifies the list in cursors; see `encodeCursor`. */
  readonly identity: readonly unknown[];
  readonly list: List;
  readonly request: PageRequest;
  /** Whether the list has only the IDs of its rows. */
  readonly detached?: boolean;
  /** What `totalCount` counts, if it is selected; the list by default. */
  readonly counted?: () => Pick<List, "from" | "conditions">;
  /** Values of the list's rows that belong to the edge, by field. */
  readonly edge?: Readonly<Record<string, Sql>>;
}

/**
 * A page of a list that belongs to a row.
 *
 * @param name of the list in cursors
 * @param parent ID of the row; for SQL, the page may have no cursor
 * @throws InputError
 */
export function nestedPage(
  name: string,
  parent: number | Sql,
  list: List,
  page: PageArguments,
  edge: NonNullable<ListPage["edge"]>,
): ListPage {
  const identity = [name, typeof parent === "number" ? parent : parentId];
  return { identity, list, request: parsePage(identity, cursorKeysBy(list.order), page), edge };
}
