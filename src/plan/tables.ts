import type { GraphQLObjectType } from "graphql";
import { Unplannable } from "./unplannable.js";

/** Rows of a type of the schema: their SQL alias, and their table if they are stored. */
export interface Table {
  readonly name?: string;
  readonly alias: string;
}

const tables: Readonly<Record<string, Table>> = {
  Paper: { name: "papers", alias: "p" },
  Organization: { name: "organizations", alias: "o" },
  Author: { name: "authors", alias: "a" },
  Keyword: { name: "keywords", alias: "k" },
  PaperVersion: { alias: "v" },
  PaperStats: { alias: "stats" },
  PaperStatGroup: { alias: "g" },
  PaperTotals: { alias: "totals" },
  RisingEntry: { alias: "rising" },
};

/** @throws Unplannable for a type without rows */
export function tableOf({ name }: GraphQLObjectType): Table {
  const table = tables[name];
  if (table === undefined) throw new Unplannable();
  return table;
}
