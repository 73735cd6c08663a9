import sql from "sql-template-tag";
import type { Database, Queryable } from "../../../db/database.js";
import { rowsAs } from "../../sql/rows.js";
import { lockWatches } from "../locking.js";
import { type Watch, watchColumns } from "../watch.js";

// A digest is handed over at most once. Its papers are taken, and it is claimed, in transactions that are committed before the
// first byte is sent; what a process was handing over when it died is never sent again.

/** Mail watches whose time has come, whether papers wait or not. */
export async function dueDigests(db: Queryable, now: Date, limit: number): Promise<Watch[]> {
  return db.query<Watch>(
    sql`
      select ${watchColumns} from watches w
      where channel = 'MAIL' and state = 'ACTIVE' and next_due_at <= ${now} order by next_due_at limit ${limit}
    `,
    "due_digests",
  );
}

export interface NewDigest {
  readonly watchId: number;
  /** Which digest it is: a second one of the same period is not made. */
  readonly period: string;
  /** Follows from watch and period. */
  readonly messageId: string;
  /** When the watch is due again; null for one that sends at once. */
  readonly nextDueAt: Date | null;
}

/** Makes a digest of all papers that wait for a watch, if there are any. @returns the number of digests made */
export async function takeDigests(db: Database, digests: readonly NewDigest[], now: Date): Promise<number> {
  const rows = rowsAs("digest", digests, {
    watchId: "int",
    period: "text",
    messageId: "text",
    nextDueAt: "timestamptz",
  });
  return db.independentTransaction(async (transaction) => {
    await lockWatches(
      transaction,
      digests.map(({ watchId }) => watchId),
    );
    const [taken] = await transaction.query<{ count: number }>(
      sql`
        with made as (
          insert into deliveries (watch_id, kind, message_id, period, state, created_at, next_attempt_at)
          select digest.watch_id, 'DIGEST', digest.message_id, digest.period, 'PENDING', ${now}::timestamptz, ${now}::timestamptz
          from ${rows}
          where exists (
            select from watch_items i where i.watch_id = digest.watch_id and i.delivery_id is null
          )
          order by digest.watch_id
          on conflict (message_id) do nothing
          returning id, watch_id
        ),
        taken as (
          update watch_items i set delivery_id = made.id from made
          where i.watch_id = made.watch_id and i.delivery_id is null
        )
        select count(*)::int as count from made
      `,
      "take_digests",
    );
    await transaction.query(
      sql`update watches w set next_due_at = digest.next_due_at from ${rows} where w.id = digest.watch_id`,
      "reschedule_digests",
    );
    return taken?.count ?? 0;
  });
}

/** A mail to hand over. */
export interface ClaimedMail {
  readonly id: string;
  readonly kind: "DIGEST" | "CONFIRMATION" | "TEST";
  readonly messageId: string;
  readonly period: string | null;
  /** Number of attempts before this one. */
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly watch: Watch;
}

/**
 * Claims mails that wait: from now on, each is handed over by this process or not at all. Digests and tests only of active
 * watches, confirmations only of pending ones.
 */
export async function claimMail(db: Queryable, now: Date, limit: number): Promise<ClaimedMail[]> {
  const rows = await db.query<Watch & Omit<ClaimedMail, "id" | "watch"> & { deliveryId: string }>(
    sql`
      with claimed as (
        update deliveries d set state = 'HANDING_OVER', attempts = attempts + 1
        from (
          select d.id from deliveries d
          where d.state = 'PENDING' and d.next_attempt_at <= ${now}
            -- Looked up for the first ones only, whatever Postgres knows of the tables.
            and (select w.state from watches w where w.id = d.watch_id and w.channel = 'MAIL')
              = case d.kind when 'CONFIRMATION' then 'PENDING' else 'ACTIVE' end
          order by d.next_attempt_at limit ${limit}
          for no key update of d skip locked
        ) next
        where d.id = next.id
        returning d.*
      )
      select ${watchColumns}, d.id as "deliveryId", d.kind, d.message_id as "messageId", d.period,
        d.attempts - 1 as attempts, d.created_at as "queuedAt"
      from claimed d join watches w on w.id = d.watch_id
      order by d.id
    `,
    "claim_mail",
  );
  return rows.map(({ deliveryId, kind, messageId, period, attempts, queuedAt, ...watch }) => ({
    id: deliveryId,
    kind,
    messageId,
    period,
    attempts,
    queuedAt,
    watch,
  }));
}

/** A paper of a digest. */
export interface DigestItem {
  readonly deliveryId: string;
  readonly paperId: number;
  readonly occurredAt: Date;
  readonly rank: number | null;
  readonly upvotes: number | null;
}

/** Papers of digests, in the order of their events; each paper once. */
export async function digestItems(db: Queryable, deliveryIds: readonly string[]): Promise<DigestItem[]> {
  return db.query<DigestItem>(
    sql`
      select delivery_id as "deliveryId", paper_id as "paperId", occurred_at as "occurredAt", rank, upvotes
      from (
        select distinct on (delivery_id, paper_id) * from watch_items
        where delivery_id = any(${deliveryIds}::bigint[]) order by delivery_id, paper_id, event_number desc
      ) i
      order by delivery_id, event_number
    `,
    "digest_items",
  );
}

export interface MailOutcome {
  readonly id: string;
  /** `PENDING`: there will be another attempt, at `nextAttemptAt`. `FAILED`: not sent; its papers join the next digest. */
  readonly state: "PENDING" | "SENT" | "FAILED" | "DEAD" | "UNCERTAIN";
  readonly nextAttemptAt?: Date | undefined;
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

/** Records attempts. */
export async function finishMail(db: Database, outcomes: readonly MailOutcome[], now: Date): Promise<void> {
  const failed = outcomes.flatMap(({ id, state }) => (state === "FAILED" ? id : []));
  // Most often: one statement, for its commit is awaited by what is sent next.
  if (failed.length === 0) return recordOutcomes(db, outcomes, now);
  await db.independentTransaction(async (transaction) => {
    await recordOutcomes(transaction, outcomes, now);
    await releaseItems(transaction, failed, now);
  });
}

async function recordOutcomes(db: Queryable, outcomes: readonly MailOutcome[], now: Date): Promise<void> {
  const rows = rowsAs("outcome", outcomes, {
    id: "text",
    state: "text",
    nextAttemptAt: "timestamptz",
    status: "int",
    error: "text",
  });
  await db.query(
    sql`
      update deliveries d set state = outcome.state, next_attempt_at = outcome.next_attempt_at,
        last_status = outcome.status, last_error = outcome.error,
        finished_at = case when outcome.state <> 'PENDING' then ${now}::timestamptz end
      from ${rows} where d.id = outcome.id::bigint
    `,
    "finish_mail",
  );
}

/** The papers of digests wait for the next ones. */
async function releaseItems(
  transaction: Queryable,
  deliveryIds: readonly string[],
  now: Date,
): Promise<void> {
  const released = await transaction.query<{ watchId: number }>(
    sql`
      update watch_items set delivery_id = null where delivery_id = any(${deliveryIds}::bigint[])
      returning watch_id as "watchId"
    `,
    "release_items",
  );
  const watchIds = released.map(({ watchId }) => watchId);
  await lockWatches(transaction, watchIds);
  await transaction.query(
    sql`
      update watches set next_due_at = coalesce(next_due_at, ${now})
      where id = any(${watchIds}::int[]) and frequency = 'AT_ONCE'
    `,
    "send_released_at_once",
  );
}

/** Marks mails that a process was handing over when it died. @returns their number */
export async function markUncertain(db: Queryable, now: Date): Promise<number> {
  const marked = await db.query(sql`
    update deliveries set state = 'UNCERTAIN', finished_at = ${now},
      last_error = 'The process ended while it handed the mail over.'
    where state = 'HANDING_OVER' returning 1 as one
  `);
  return marked.length;
}
