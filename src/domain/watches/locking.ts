import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

/**
 * Locks watches until the end of the transaction, in one order. The dispatcher adds to what waits while senders take from it:
 * a later statement of the transaction sees all that was added.
 */
export async function lockWatches(transaction: Queryable, ids: readonly number[]): Promise<void> {
  await transaction.query(
    sql`select from watches where id = any(${ids}::int[]) order by id for no key update`,
    "lock_watches",
  );
}
