import sql, { raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

const batchSize = 5_000;

/** Reads the rows of a query in batches through a cursor. One query at a time per transaction. */
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
