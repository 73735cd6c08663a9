import sql from "sql-template-tag";
import type { Database, Queryable, Transaction } from "../../db/database.js";

/** "papergrw" in ASCII. */
const writerLock = 0x7061706572677277n;

/** A transaction that holds the writer lock. */
export interface WriteTransaction {
  transaction: Transaction;
  /**
   * Sequence number across all processes. If it directly follows another one, nobody wrote in between. Rolled-back
   * transactions count too.
   */
  turn: number;
  /** Time of the turn, later than that of every earlier one, even if the clock was set back. */
  time: Date;
}

/**
 * Runs `work` in a transaction that holds the writer lock. Writers run one at a time, so that concurrent batches of
 * the same papers, authors or keywords neither deadlock nor insert a row twice.
 */
export async function inWriteTransaction<T>(
  db: Database,
  work: (write: WriteTransaction) => Promise<T>,
): Promise<T> {
  return db.transaction(async (transaction) => {
    // Select lists are evaluated from left to right: number and time are taken after the lock.
    const [row] = await transaction.query<{ turn: string; time: string }>(
      sql`
        select pg_advisory_xact_lock(${writerLock}), nextval('writer_turns') as turn,
          setval('write_times', greatest(
            (select last_value + 1 from write_times), floor(extract(epoch from clock_timestamp()) * 1000)::bigint
          )) as time
      `,
      "take_writer_lock",
    );
    return work({ transaction, turn: Number(row?.turn), time: new Date(Number(row?.time)) });
  });
}

/**
 * Whether a bulk load is in progress; check it within each write transaction, because it can begin or end in between.
 * If so, and the role is a superuser (as in the embedded database), disables foreign key checks: batches reference
 * only rows just found or added.
 */
export async function isBulkLoading(transaction: Queryable): Promise<boolean> {
  const [row] = await transaction.query<{ loading: boolean }>(
    sql`
      select loading,
        case when loading and rolsuper then set_config('session_replication_role', 'replica', true) end
      from (select exists (select from parked_indexes) as loading) state
      left join pg_roles on rolname = current_user
    `,
    "is_bulk_loading",
  );
  return row?.loading === true;
}

/** Enables the foreign keys that `isBulkLoading` disabled: deletes cascade by them. */
export async function enableForeignKeys(transaction: Queryable): Promise<void> {
  await transaction.query(sql`
    select set_config('session_replication_role', 'origin', true)
    where current_setting('session_replication_role') <> 'origin'
  `);
}
