import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";

export type SuppressionReason = "BOUNCE" | "COMPLAINT" | "UNSUBSCRIBED";

/** Sends no more mail to an address. @param addressKey the folded address */
export async function suppressAddress(
  db: Database,
  addressKey: string,
  reason: SuppressionReason,
  now: Date,
): Promise<void> {
  await db.independentTransaction(async (transaction) => {
    await transaction.query(sql`
      insert into mail_suppressions (address_key, reason, at) values (${addressKey}, ${reason}, ${now})
      on conflict (address_key) do update set reason = excluded.reason, at = excluded.at
    `);
    await transaction.query(sql`
      update watches set next_due_at = null, state_reason = ${reason},
        state = case when ${reason} = 'UNSUBSCRIBED' then 'ENDED' else 'SUPPRESSED' end
      where address_key = ${addressKey} and state in ('PENDING', 'ACTIVE', 'PAUSED')
    `);
  });
}

/** Why an address gets no mail; undefined if it may. */
export async function suppressionOf(
  db: Queryable,
  addressKey: string,
): Promise<{ reason: SuppressionReason; at: Date } | undefined> {
  const [found] = await db.query<{ reason: SuppressionReason; at: Date }>(
    sql`select reason, at from mail_suppressions where address_key = ${addressKey}`,
    "suppression_of",
  );
  return found;
}

export async function liftSuppression(db: Queryable, addressKey: string): Promise<void> {
  await db.query(sql`delete from mail_suppressions where address_key = ${addressKey}`);
}

/** The secret that authenticates links in mail; the same in all processes. */
export async function linkSecret(db: Queryable): Promise<string> {
  const [row] = await db.query<{ secret: string }>(sql`select secret from watch_secret`, "link_secret");
  if (row === undefined)
    throw new Error("The table watch_secret is empty. Restore the database from a backup.");
  return row.secret;
}
