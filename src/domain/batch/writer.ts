import sql from "sql-template-tag";
import type { Database, Queryable, Transaction } from "../../db/database.js";

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

/**
 * Whether the database is being filled, to be asked within a writer's turn: between two it can begin or end. If so, and the
 * user may say so (the embedded database's may), references are not looked up: a batch refers to what it has just found or
 * added.
 */
export async function isFilling(transaction: Queryable): Promise<boolean> {
  const [row] = await transaction.query<{ filling: boolean }>(
    sql`
      select filling,
        case when filling and rolsuper then set_config('session_replication_role', 'replica', true) end
      from (select exists (select from parked_indexes) as filling) state
      left join pg_roles on rolname = current_user
    `,
    "is_filling",
  );
  return row?.filling === true;
}
