import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../db/client.js";

/** How many rows are read at once. */
const batchSize = 5_000;

/** Rows of a query, as they are when it begins, some at a time; within one transaction, one query at a time. */
export async function* batches<Row extends object>(
  transaction: Queryable,
  query: Sql,
): AsyncGenerator<Row[]> {
  await transaction.query(sql`declare batches no scroll cursor for ${query}`);
  try {
    for (;;) {
      const rows = await transaction.query<Row>(sql`fetch ${raw(String(batchSize))} from batches`);
      if (rows.length > 0) yield rows;
      if (rows.length < batchSize) return;
    }
  } finally {
    await transaction.query(sql`close batches`);
  }
}
