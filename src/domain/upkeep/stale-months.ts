import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { inWriteTransaction, isBulkLoading } from "../batch/writer.js";
import { recomputeMonths } from "../derived/owner-months.js";
import { disableTimeouts } from "../recording/bulk-load.js";

/**
 * Recomputes the latest stale month, such as a migration or new keys leave.
 *
 * @returns false if no month is stale, or a bulk load is in progress, which ends with all of them
 */
export async function recomputeStaleMonth(db: Database): Promise<boolean> {
  if ((await staleMonth(db)) === null) return false;
  return inWriteTransaction(db, async ({ transaction }) => {
    if (await isBulkLoading(transaction)) return false;
    const month = await staleMonth(transaction);
    if (month === null) return false;
    await disableTimeouts(transaction);
    await recomputeMonths(transaction, month);
    return true;
  });
}

async function staleMonth(db: Queryable): Promise<string | null> {
  const [row] = await db.query<{ month: string | null }>(
    sql`select max(month)::text as month from months where authors is null`,
  );
  return row?.month ?? null;
}
