import sql from "sql-template-tag";
import type { Database, Queryable } from "../../../db/database.js";
import { InputError } from "../../values/input-error.js";
import { mailboxOf } from "../../values/mail-address.js";
import { lockMailbox } from "../locking.js";
import { changeWatch, createWatch, findWatch } from "../manage.js";
import type { Watch, WatchSettings } from "../watch.js";
import { confirmationHours, type MailSchedule, mailIdOf, nextDigestAt } from "./mail-schedule.js";
import { dropWaiting, endWatches, type Suppression, suppressionOf } from "./suppressions.js";

// Mail is sent only to owners of addresses who confirm: a watch waits until then, and expires.

const hourMs = 3_600_000;

/** What mail to send where, once its address confirms. */
export type PendingMail = Omit<WatchSettings, "channel" | "url" | "secrets" | "address" | "addressKey"> & {
  /** As `parseMailAddress` returns it. */
  readonly address: string;
};

export interface SubscribeOptions {
  /** Of the site, for Message-IDs. */
  readonly host: string;
  /** Maximum number of confirmations that are requested in an hour, in total. */
  readonly maxPerHour: number;
}

/** Unconfirmed requests for a mailbox. */
const maxPerMailbox = { hour: 1, day: 3 };

/**
 * Stores a watch that waits for its confirmation, and a mail that asks for it.
 *
 * @throws InputError if nothing may be sent to the address now
 */
export async function subscribe(
  db: Database,
  { address, ...settings }: PendingMail,
  { host, maxPerHour }: SubscribeOptions,
  now: Date,
): Promise<Watch> {
  const addressKey = mailboxOf(address);
  return db.independentTransaction(async (transaction) => {
    // One at a time, so that the limits are exact.
    await transaction.query(sql`select pg_advisory_xact_lock(hashtext('papergraph subscriptions'))`);
    await refuseSuppressed(transaction, address);
    await refuseExcess(transaction, addressKey, maxPerHour, now);
    const pending: WatchSettings & { state: "PENDING" } = {
      ...settings,
      ...{ channel: "MAIL", url: null, secrets: [], address, addressKey, state: "PENDING" },
    };
    const watch = await createWatch(transaction, pending, now);
    await transaction.query(sql`
      insert into deliveries (watch_id, kind, message_id, state, created_at, next_attempt_at)
      values (${watch.id}, 'CONFIRMATION', ${mailIdOf(watch, "confirmation", host)}, 'PENDING', ${now}, ${now})
    `);
    return watch;
  });
}

async function refuseSuppressed(db: Queryable, address: string): Promise<void> {
  const suppression = await suppressionOf(db, address);
  if (suppression === undefined) return;
  throw new InputError(`${address} ${suppressionTexts[suppression.reason]}`, "FORBIDDEN");
}

const askOperator = "Nothing was sent. Use another address, or ask the operator of this site to allow it.";
const suppressionTexts: Readonly<Record<Suppression["reason"], string>> = {
  UNSUBSCRIBED:
    "has unsubscribed, so nothing was sent. Its owner can subscribe again: open the link to unsubscribe in any email from this site.",
  BOUNCE: `gets no email, because its server refused it. ${askOperator}`,
  COMPLAINT: `gets no email, because its server reported it as spam. ${askOperator}`,
};

async function refuseExcess(db: Queryable, addressKey: string, maxPerHour: number, now: Date): Promise<void> {
  const [hourAgo, dayAgo] = [1, 24].map((hours) => new Date(now.getTime() - hours * hourMs));
  const [counts] = await db.query<{ total: number; hour: number; day: number }>(
    sql`
      select count(*)::int as total,
        count(*) filter (where address_key = ${addressKey} and state = 'PENDING')::int as hour,
        (
          select count(*)::int from watches
          where address_key = ${addressKey} and channel = 'MAIL' and state = 'PENDING' and created_at > ${dayAgo}
        ) as day
      from watches where channel = 'MAIL' and created_at > ${hourAgo}
    `,
    "count_subscriptions",
  );
  const { total = 0, hour = 0, day = 0 } = counts ?? {};
  if (hour >= maxPerMailbox.hour || day >= maxPerMailbox.day)
    throw new InputError(
      `A subscription of this address waits for its confirmation, so nothing else was sent. Open the link in the email, or try again in ${day >= maxPerMailbox.day ? "a day" : "an hour"}.`,
      "RATE_LIMITED",
    );
  if (total >= maxPerHour)
    throw new InputError(
      "Too many subscriptions were requested from this site in the last hour, so nothing was sent. Try again in an hour.",
      "RATE_LIMITED",
    );
}

/**
 * Activates a watch, which replaces an equal one of the same address. Confirming again changes nothing.
 *
 * @throws InputError if it has ended
 */
export function confirm(db: Database, { key }: Watch, now: Date): Promise<Watch> {
  return inLock(db, key, async (transaction, watch) => {
    if (watch.state === "ACTIVE" || watch.state === "PAUSED") return watch;
    if (watch.state !== "PENDING") throw new InputError("This subscription has ended.", "FORBIDDEN");
    return activate(transaction, watch, now);
  });
}

/**
 * Ends a watch, and all others of its address if `all`. If none is left, the address gets no more mail, until its owner
 * subscribes again. Unsubscribing again changes nothing.
 */
export function unsubscribe(db: Database, { key }: Watch, all: boolean, now: Date): Promise<Watch> {
  return inLock(db, key, async (transaction, watch) => {
    const { id, addressKey } = watch;
    const left = sql`
      state in ('PENDING', 'ACTIVE', 'PAUSED') and (id = ${id} or (${all} and address_key = ${addressKey}))
    `;
    const ended = await endWatches(transaction, left, { state: "ENDED", reason: "UNSUBSCRIBED" }, now);
    await transaction.query(sql`
      insert into mail_suppressions (address_key, reason, at)
      select ${addressKey}, 'UNSUBSCRIBED', ${now}
      where not exists (
        select from watches where channel = 'MAIL' and address_key = ${addressKey} and state in ('ACTIVE', 'PAUSED')
      )
      on conflict (address_key) do nothing
    `);
    return { ...watch, state: ended > 0 ? "ENDED" : watch.state };
  });
}

/**
 * Undoes `unsubscribe` for one watch.
 *
 * @throws InputError if mail to the address was refused
 */
export function resubscribe(db: Database, { key }: Watch, now: Date): Promise<Watch> {
  return inLock(db, key, async (transaction, watch) => {
    const { addressKey, address } = watch;
    if (watch.state === "ACTIVE" || watch.state === "PAUSED") return watch;
    await transaction.query(sql`
      delete from mail_suppressions where address_key = ${addressKey} and reason = 'UNSUBSCRIBED'
    `);
    await refuseSuppressed(transaction, address ?? "");
    // A mail that was being sent when the watch ended may have been refused for now.
    await dropWaiting(transaction, [watch.id], now);
    return activate(transaction, watch, now);
  });
}

/** Changes when mails are sent. */
export function reschedule(db: Database, { key }: Watch, schedule: MailSchedule, now: Date): Promise<Watch> {
  return inLock(db, key, async (transaction, watch) => {
    if (watch.state !== "ACTIVE" && watch.state !== "PAUSED")
      throw new InputError("This subscription has ended. Subscribe again to change it.", "FORBIDDEN");
    // What waits for the next digest is sent at once.
    const nextDueAt = nextDigestAt(schedule, now) ?? now;
    const { frequency, hour, weekday, timeZone } = schedule;
    const changed = await changeWatch(transaction, key, { frequency, hour, weekday, timeZone, nextDueAt });
    return changed ?? watch;
  });
}

/** Deletes watches that were not confirmed in time. @returns their number */
export async function expireUnconfirmed(db: Queryable, now: Date): Promise<number> {
  const expired = await db.query(sql`
    delete from watches where id in (
      select id from watches
      where channel = 'MAIL' and state = 'PENDING' and created_at < ${new Date(now.getTime() - confirmationHours * hourMs)}
      order by id for update
    )
    returning 1 as one
  `);
  return expired.length;
}

async function activate(transaction: Queryable, watch: Watch, now: Date): Promise<Watch> {
  const { id, addressKey, filterKey, event, board, top, minUpvotes, key } = watch;
  const equal = sql`
    state in ('ACTIVE', 'PAUSED') and id <> ${id} and address_key = ${addressKey}
      and filter_key = ${filterKey} and event = ${event} and board is not distinct from ${board}
      and top is not distinct from ${top} and min_upvotes is not distinct from ${minUpvotes}
  `;
  await endWatches(transaction, equal, { state: "ENDED", reason: "REPLACED" }, now);
  const nextDueAt = nextDigestAt(watch, now);
  const changes = { state: "ACTIVE", stateReason: null, confirmedAt: now, nextDueAt } as const;
  return (await changeWatch(transaction, key, changes)) ?? watch;
}

/** Runs work with the current row of a watch. Nothing else changes it meanwhile, nor the others of its mailbox. */
async function inLock(
  db: Database,
  key: string,
  work: (transaction: Queryable, watch: Watch) => Promise<Watch>,
): Promise<Watch> {
  return db.independentTransaction(async (transaction) => {
    const known = await findWatch(transaction, key);
    if (known?.addressKey) await lockMailbox(transaction, known.addressKey);
    const watch = await findWatch(transaction, key);
    if (watch === undefined) throw unknownWatch();
    return work(transaction, watch);
  });
}

export function unknownWatch(): InputError {
  return new InputError("This subscription does not exist any more. Subscribe again.", "NOT_FOUND");
}
