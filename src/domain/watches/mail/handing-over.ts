import sql from "sql-template-tag";
import type { Database, Queryable } from "../../../db/database.js";
import { rowsAs } from "../../sql/rows.js";
import { type Watch, watchColumns } from "../watch.js";

// A mail is handed over at most once. It is claimed in a transaction that is committed before the first byte is sent; what a
// process was handing over when it died is never sent again.

/** A mail to hand over. */
export interface WaitingMail {
  readonly id: string;
  readonly kind: "DIGEST" | "CONFIRMATION" | "TEST";
  readonly messageId: string;
  readonly period: string | null;
  /** Number of attempts before this one. */
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly watch: Watch;
}

/** Digests and tests are only for active watches, confirmations only for pending ones. */
const isWanted = sql`w.channel = 'MAIL' and w.state = case d.kind when 'CONFIRMATION' then 'PENDING' else 'ACTIVE' end`;

/** The next mails that wait. @param known IDs of those that are left out */
export async function waitingMail(
  db: Queryable,
  now: Date,
  limit: number,
  known: readonly string[],
): Promise<WaitingMail[]> {
  const rows = await db.query<Watch & Omit<WaitingMail, "id" | "watch"> & { deliveryId: string }>(
    sql`
      select ${watchColumns}, d.id as "deliveryId", d.kind, d.message_id as "messageId", d.period, d.attempts,
        d.created_at as "queuedAt"
      from deliveries d join watches w on w.id = d.watch_id
      where d.state = 'PENDING' and d.next_attempt_at <= ${now} and ${isWanted} and d.id <> all(${known}::bigint[])
      order by d.next_attempt_at, d.id limit ${limit}
    `,
    "waiting_mail",
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

export interface MailOutcome {
  readonly id: string;
  /** `PENDING`: there will be another attempt, at `nextAttemptAt`. `FAILED`: not sent; its papers join the next digest. */
  readonly state: "PENDING" | "SENT" | "FAILED" | "DEAD" | "UNCERTAIN";
  readonly nextAttemptAt?: Date | undefined;
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

/**
 * Records attempts and claims mails: from then on, each is handed over by this process or not at all. In one commit, because
 * a connection that is free again waits for it.
 *
 * @param ids those to claim; some may not wait any longer
 * @returns the IDs of those claimed
 */
export async function recordAndClaim(
  db: Database,
  outcomes: readonly MailOutcome[],
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const failed = outcomes.flatMap(({ id, state }) => (state === "FAILED" ? id : []));
  if (failed.length === 0) return recorded(db, outcomes, ids, now);
  return db.independentTransaction(async (transaction) => {
    const claimed = await recorded(transaction, outcomes, ids, now);
    await releaseItems(transaction, failed, now);
    return claimed;
  });
}

async function recorded(
  db: Queryable,
  outcomes: readonly MailOutcome[],
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = rowsAs("outcome", outcomes, {
    id: "text",
    state: "text",
    nextAttemptAt: "timestamptz",
    status: "int",
    error: "text",
  });
  const all = [...outcomes.map(({ id }) => id), ...ids];
  const claimed = await db.query<{ id: string }>(
    sql`
      with locked as materialized (
        select d.id, ${isWanted} as is_wanted from deliveries d join watches w on w.id = d.watch_id
        where d.id = any(${all}::bigint[]) order by w.id for no key update of w
      ), recorded as (
        update deliveries d set state = outcome.state, next_attempt_at = outcome.next_attempt_at,
          last_status = outcome.status, last_error = outcome.error,
          finished_at = case when outcome.state <> 'PENDING' then ${now}::timestamptz end
        from ${rows} join locked on locked.id = outcome.id::bigint
        where d.id = locked.id and d.state = 'HANDING_OVER'
      )
      update deliveries d set state = 'HANDING_OVER', attempts = attempts + 1
      from locked
      where d.id = any(${ids}::bigint[]) and d.state = 'PENDING' and d.id = locked.id and is_wanted
      returning d.id
    `,
    "record_and_claim_mail",
  );
  return new Set(claimed.map(({ id }) => id));
}

/** The papers of digests wait for the next ones. Their watches are locked. */
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
  await transaction.query(
    sql`
      update watches set next_due_at = coalesce(next_due_at, ${now})
      where id = any(${released.map(({ watchId }) => watchId)}::int[]) and frequency = 'AT_ONCE'
    `,
    "send_released_at_once",
  );
}

/** Marks mails that a process was handing over when it died. @returns their number */
export async function markUncertain(db: Queryable, now: Date): Promise<number> {
  const marked = await db.query(sql`
    with locked as materialized (
      select d.id from deliveries d join watches w on w.id = d.watch_id
      where d.state = 'HANDING_OVER' order by w.id for no key update of w
    )
    update deliveries d set state = 'UNCERTAIN', finished_at = ${now},
      last_error = 'The process ended while it handed the email over.'
    from locked where d.id = locked.id and d.state = 'HANDING_OVER' returning 1 as one
  `);
  return marked.length;
}
