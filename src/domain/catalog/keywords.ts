import sql, { type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { Keyword } from "../../db/generated/client.js";
import { byKey, columnsOf } from "../sql/rows.js";
import { caseKey } from "../values/folded-keys.js";
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

/** The condition that selects a keyword by its name, ignoring case. */
export function isKeyword(name: string): Sql {
  return sql`k.key = ${caseKey(name)}`;
}

/** Loads keywords by name, case-insensitively, in input order; null for unknown names. */
export async function loadKeywordsByName(
  db: Queryable,
  names: readonly string[],
): Promise<(Keyword | null)[]> {
  const keys = names.map(caseKey);
  const rows = await db.query<Keyword>(
    sql`select ${keywordColumns} from keywords k where k.key = any(${keys}::text[])`,
    "load_keywords_by_name",
  );
  return byKey(keys, rows, ({ key }) => key);
}
