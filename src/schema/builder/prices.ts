import { defaultSize, maxSize } from "../../domain/lists/page-request.js";
import type { FieldCost } from "./cost.js";

// Prices shared by several fields, fitted to two years of papers (`npm run bench -- --only cost`).

/** A statement that uses an index, excluding its rows. */
export const indexScan = 60;

/** A row by primary key, with all columns. */
export const keyLookup = indexScan + 10;

export interface PageArguments {
  first?: number | null | undefined;
  last?: number | null | undefined;
}

export function pageSize({ first, last }: PageArguments): number {
  return Math.min(Math.max(first ?? last ?? defaultSize, 0), maxSize);
}

/** A connection with one statement per parent. @param pass cost of `totalCount` */
export function connectionCost(statement: number, pass: number): FieldCost<PageArguments> {
  return { statement, page: pageSize, pass };
}
