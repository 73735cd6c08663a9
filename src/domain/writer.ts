import sql from "sql-template-tag";
import type { Database, Transaction } from "../db/client.js";

/** "papergrw" in ASCII. */
const writerLock = 0x7061706572677277n;

/** A transaction that writes papers. */
export interface Writing {
  transaction: Transaction;
  /**
   * Counts such transactions, of all processes: who had the turn before this one knows that nobody wrote between. One
   * that was rolled back had a turn too.
   */
  turn: number;
}

/**
 * Writes as one transaction. Writers take turns, one batch at a time, so that two sources that speak of the same papers,
 * authors or keywords at once neither deadlock nor write the same row twice.
 */
export async function writing<T>(db: Database, work: (writing: Writing) => Promise<T>): Promise<T> {
  return db.transaction(async (transaction) => {
    // The number is taken when the lock is held: a select list is evaluated from left to right.
    const [row] = await transaction.query<{ turn: string }>(
      sql`select pg_advisory_xact_lock(${writerLock}), nextval('writer_turns') as turn`,
      "writing",
    );
    return work({ transaction, turn: Number(row?.turn) });
  });
}
