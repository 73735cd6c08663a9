import type { Sql } from "sql-template-tag";
import type { Keyword } from "../../db/generated/client.js";
import { columnsOf } from "../sql/rows.js";
import { entityTable } from "./entity-table.js";

export const keywordColumns: Sql = columnsOf<Keyword>("k", {
  id: true,
  name: true,
  key: true,
  nameKey: true,
  papersCount: true,
  upvotes: true,
  lastSeenOn: true,
});

export const keywordTable = entityTable<Keyword>("keywords", "k", keywordColumns);
