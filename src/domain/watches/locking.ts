import sql from "sql-template-tag";
import type { Queryable } from "../../db/database.js";

// Deliveries and items of a watch change only while it is locked, and watches are locked in the order of their IDs, after papers:
// no two transactions wait for each other.

/**
 * Locks watches until the end of the transaction. The dispatcher adds to what waits while senders take from it: a later
 * statement of the transaction sees all that was added.
 */
export async function lockWatches(transaction: Queryable, ids: readonly number[]): Promise<void> {
  await transaction.query(
    sql`select from watches where id = any(${ids}::int[]) order by id for no key update`,
    "lock_watches",
  );
}

/** Locks all watches by mail of a mailbox, of which some or all may end together. */
export async function lockMailbox(transaction: Queryable, addressKey: string): Promise<void> {
  await transaction.query(
    sql`select from watches where address_key = ${addressKey} order by id for no key update`,
    "lock_mailbox",
  );
}

/** Locks the watches that papers wait for. */
export async function lockWatchesOf(transaction: Queryable, paperIds: readonly number[]): Promise<void> {
  await transaction.query(sql`
    select from watches where id in (select watch_id from watch_items where paper_id = any(${paperIds}::int[]))
    order by id for no key update
  `);
}
