import { randomUUID } from "node:crypto";
import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import { readLogState } from "../../events/log.js";
import { eventCursorKeys } from "../lists/cursor-keys.js";
import { decodeCursor } from "../lists/cursors.js";
import { eventCursor } from "../live/event-cursors.js";
import { InputError } from "../values/input-error.js";
import { lockWatches } from "./locking.js";
import type { Watch } from "./watch.js";

// Deliveries are replayed, retried, tested and expired.

const stream = ["watches"] as const;

/** The cursor of an event for watches. */
export function watchCursor(eventNumber: number): string {
  return eventCursor(stream, eventNumber);
}

/**
 * Sends all webhooks of a watch after an event again that are still stored, in their order and with their IDs.
 *
 * @returns their number
 * @throws InputError for another cursor
 */
export async function replayWatch(db: Database, watch: Watch, after: string, now: Date): Promise<number> {
  const from = { owner: "list", kept: "the database" };
  const { id: number } = decodeCursor(stream, eventCursorKeys, after, "after", from);
  const { lastNumber } = await readLogState(db);
  if (number > lastNumber)
    throw new InputError(
      "after: this cursor refers to an event that does not exist in this database. Was the database replaced? Take the cursor of a delivery.",
      "BAD_CURSOR",
    );
  return resend(db, watch.id, now, (transaction) =>
    transaction.query(sql`
      update deliveries d set state = 'PENDING', attempts = 0, created_at = ${now}, finished_at = null
      from watch_items i
      where i.watch_id = ${watch.id} and i.event_number > ${number}::bigint and d.id = i.delivery_id
        and d.state <> 'PENDING'
      returning 1 as one
    `),
  );
}

/** Sends a webhook again that failed until its deadline. @returns whether it was */
export async function retryDelivery(
  db: Database,
  { id, watchId }: { id: string; watchId: number },
  now: Date,
): Promise<boolean> {
  const resent = await resend(db, watchId, now, (transaction) =>
    transaction.query(sql`
      update deliveries set state = 'PENDING', attempts = 0, created_at = ${now}, finished_at = null,
        next_attempt_at = ${now}
      where id = ${id}::bigint and state = 'DEAD' returning 1 as one
    `),
  );
  return resent > 0;
}

/** Adds a test message. @returns its ID */
export async function testWatch(db: Database, watch: Watch, now: Date): Promise<string> {
  const messageId = `msg_test_${randomUUID().replaceAll("-", "")}`;
  await resend(db, watch.id, now, (transaction) =>
    transaction.query(sql`
      insert into deliveries (watch_id, kind, message_id, state, created_at, next_attempt_at)
      values (${watch.id}, 'TEST', ${messageId}, 'PENDING', ${now}::timestamptz, ${now}::timestamptz)
      returning 1 as one
    `),
  );
  return messageId;
}

async function resend(
  db: Database,
  watchId: number,
  now: Date,
  change: (transaction: Queryable) => Promise<readonly unknown[]>,
): Promise<number> {
  return db.independentTransaction(async (transaction) => {
    await lockWatches(transaction, [watchId]);
    const changed = await change(transaction);
    if (changed.length > 0)
      await transaction.query(
        sql`update watches set next_due_at = ${now} where id = ${watchId} and channel = 'WEBHOOK'`,
      );
    return changed.length;
  });
}

/**
 * Deletes what was finished before an instant, and items that no delivery needs. Waits for nobody while it holds locks: what
 * others are changing is deleted the next time.
 */
export async function expireDeliveries(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`
    delete from watch_items where (watch_id, event_number) in (
      select watch_id, event_number from watch_items i where occurred_at < ${before} and (
        delivery_id is null or exists (select from deliveries d where d.id = i.delivery_id and d.finished_at < ${before})
      )
      for update skip locked
    )
  `);
  await db.query(sql`
    delete from deliveries where id in (
      select id from deliveries d
      where finished_at < ${before} and not exists (select from watch_items i where i.delivery_id = d.id)
      for update skip locked
    )
  `);
}
