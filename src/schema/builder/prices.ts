import { defaultSize, maxSize } from "../../domain/lists/page-request.js";
import type { FieldCost } from "./cost.js";

// Prices that several fields share, fitted to the papers of two years (`npm run bench -- --only cost`).

/** A statement that finds its rows by an index, without the rows themselves. */
export const indexScan = 60;

/** A row by its key, with all of its columns. */
export const keyLookup = indexScan + 10;

export interface PageArguments {
  first?: number | null | undefined;
  last?: number | null | undefined;
}

/** Rows of a page of a connection. */
export function pageSize({ first, last }: PageArguments): number {
  return Math.min(Math.max(first ?? last ?? defaultSize, 0), maxSize);
}

/** A connection with a statement of its own for each parent. @param pass cost of `totalCount` */
export function connectionCost(statement: number, pass: number): FieldCost<PageArguments> {
  return { statement, page: pageSize, pass };
}
