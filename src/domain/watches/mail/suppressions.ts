import sql, { type Sql } from "sql-template-tag";
import type { Database, Queryable } from "../../../db/database.js";
import { mailboxOf } from "../../values/mail-address.js";
import { lockMailbox } from "../locking.js";

/** Reports of mail servers: `BOUNCE` for an address that does not exist, `COMPLAINT` if its owner called a mail spam. */
export const mailReports = ["BOUNCE", "COMPLAINT"] as const;
export type MailReport = (typeof mailReports)[number];

export interface Suppression {
  readonly reason: MailReport | "UNSUBSCRIBED";
  readonly at: Date;
}

/**
 * Sends no more mail to an address. A complaint is of the owner of a mailbox; a bounce only of one spelling, as not every
 * server delivers `ada+papers@example.org` to `ada@example.org`.
 */
export async function suppressAddress(
  db: Database,
  address: string,
  reason: MailReport,
  now: Date,
): Promise<void> {
  const mailbox = mailboxOf(address);
  const key = reason === "BOUNCE" ? address.toLowerCase() : mailbox;
  await db.independentTransaction(async (transaction) => {
    await lockMailbox(transaction, mailbox);
    await transaction.query(sql`
      insert into mail_suppressions (address_key, reason, at) values (${key}, ${reason}, ${now})
      on conflict (address_key) do update set reason = excluded.reason, at = excluded.at
    `);
    const ofAddress = sql`
      address_key = ${mailbox} and state in ('PENDING', 'ACTIVE', 'PAUSED')
        and (${reason} = 'COMPLAINT' or lower(address) = ${key})
    `;
    await endWatches(transaction, ofAddress, { state: "SUPPRESSED", reason }, now);
  });
}

/** Why an address gets no mail; undefined if it may. */
export async function suppressionOf(db: Queryable, address: string): Promise<Suppression | undefined> {
  const [found] = await db.query<Suppression>(
    sql`
      select reason, at from mail_suppressions
      where address_key in (${mailboxOf(address)}, ${address.toLowerCase()})
      order by reason = 'UNSUBSCRIBED' limit 1
    `,
    "suppression_of",
  );
  return found;
}

/** Allows mail to an address again. Watches that have ended stay ended. @returns whether it was suppressed */
export async function liftSuppression(db: Queryable, address: string): Promise<boolean> {
  const lifted = await db.query(sql`
    delete from mail_suppressions where address_key in (${mailboxOf(address)}, ${address.toLowerCase()})
    returning 1 as one
  `);
  return lifted.length > 0;
}

/** Ends watches of a locked mailbox that satisfy a condition, and drops what waits for them. @returns their number */
export async function endWatches(
  db: Queryable,
  condition: Sql,
  { state, reason }: { state: "ENDED" | "SUPPRESSED"; reason: string },
  now: Date,
): Promise<number> {
  const ended = await db.query<{ id: number }>(sql`
    update watches set state = ${state}, state_reason = ${reason}, next_due_at = null
    where channel = 'MAIL' and ${condition} returning id
  `);
  await dropWaiting(
    db,
    ended.map(({ id }) => id),
    now,
  );
  return ended.length;
}

/** Drops papers and mails that wait for watches that have ended. */
export async function dropWaiting(db: Queryable, watchIds: readonly number[], now: Date): Promise<void> {
  if (watchIds.length === 0) return;
  await db.query(sql`
    update deliveries set state = 'DEAD', last_error = 'The subscription has ended.', finished_at = ${now}
    where watch_id = any(${watchIds}::int[]) and state = 'PENDING'
  `);
  await db.query(sql`
    delete from watch_items where watch_id = any(${watchIds}::int[]) and delivery_id is null
  `);
}

/** The secret that authenticates links in mail; the same in all processes. */
export async function linkSecret(db: Queryable): Promise<string> {
  const [row] = await db.query<{ secret: string }>(sql`select secret from watch_secret`, "link_secret");
  if (row === undefined)
    throw new Error("The table watch_secret is empty. Restore the database from a backup.");
  return row.secret;
}
