import sql from "sql-template-tag";
import type { Database, Queryable } from "../db/client.js";

/** "papergrw" in ASCII. */
const writerLock = 0x7061706572677277n;

/**
 * Writes as one transaction. Writers take turns, one batch at a time, so that two sources that speak of the same papers,
 * authors or keywords at once neither deadlock nor write the same row twice.
 */
export async function writing<T>(db: Database, work: (transaction: Queryable) => Promise<T>): Promise<T> {
  return db.transaction(async (transaction) => {
    await transaction.query(sql`select pg_advisory_xact_lock(${writerLock})`);
    return work(transaction);
  });
}
