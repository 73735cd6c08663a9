import sql from "sql-template-tag";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { mailboxOf } from "../../src/domain/values/mail-address.js";
import { expireDeliveries } from "../../src/domain/watches/deliveries.js";
import { markUncertain, recordAndClaim } from "../../src/domain/watches/mail/handing-over.js";
import { confirm, expireUnconfirmed, unsubscribe } from "../../src/domain/watches/mail/subscriptions.js";
import { suppressAddress } from "../../src/domain/watches/mail/suppressions.js";
import { createWatch } from "../../src/domain/watches/manage.js";
import type { Watch } from "../../src/domain/watches/watch.js";
import { expireEvents } from "../../src/events/log.js";
import { useDatabase } from "../kit/db/database.js";
import { crossLocks } from "../kit/db/locks.js";
import { newId } from "../kit/live/added-papers.js";
import { paper, record } from "../kit/models/papers.js";
import { activeWatch, atOnce, dispatchAll } from "../kit/notify/mailing.js";

// Senders, the dispatcher and owners change watches, and what waits for them, at the same time. All of them lock watches first,
// by ID.

const database = useDatabase();
/** Finds rows in the order in which they are stored, as plans for many rows do. */
let db: Database;
const now = new Date();
const address = "ada@example.org";

/** Stores a watch that waits for its confirmation. */
const pendingWatch = (filter = {}) =>
  createWatch(
    db,
    {
      ...{ ...atOnce, filter, channel: "MAIL", url: null, secrets: [], state: "PENDING" },
      ...{ address, addressKey: mailboxOf(address) },
    },
    now,
  );
/** A mail of a watch. */
const mailOf = async ({ id }: Watch, state: string) => {
  const [mail] = await db.query<{ id: string }>(sql`
    insert into deliveries (watch_id, kind, message_id, state, created_at)
    values (${id}, 'DIGEST', gen_random_uuid()::text, ${state}, ${now}) returning id
  `);
  return mail?.id ?? "";
};
const locked = ({ id }: Watch) => sql`select from watches where id = ${id} for no key update`;
const lockedMail = (id: string) => sql`select from deliveries where id = ${id}::bigint for no key update`;
/** Stores a row behind later ones, where a scan finds it last. */
const moveBack = ({ id }: Watch) =>
  db.query(
    sql`update watches set next_due_at = coalesce(next_due_at, now()) + interval '1 day' where id = ${id}`,
  );

beforeAll(() => {
  db = openDatabase({
    url: `${database.url}?options=${encodeURIComponent("-c enable_indexscan=off -c enable_bitmapscan=off")}`,
  });
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query(sql`truncate watches, mail_suppressions cascade`);
});

/** Two watches of a mailbox. A scan finds the second one first. */
async function twoWatches(): Promise<[Watch, Watch]> {
  const first = await activeWatch(db, address, atOnce, now);
  const second = await activeWatch(db, address, { filter: { hasCode: true } }, now);
  await moveBack(first);
  return [first, second];
}

test("a complaint locks the watches of an address by ID, before the address", async () => {
  const [first, second] = await twoWatches();
  const unsubscribed = sql`
    insert into mail_suppressions (address_key, reason, at) values (${mailboxOf(address)}, 'UNSUBSCRIBED', now())
  `;
  await crossLocks(database, locked(first), [locked(second), unsubscribed], () =>
    suppressAddress(db, address, "COMPLAINT", now),
  );
  expect(await db.query(sql`select distinct state from watches`)).toEqual([{ state: "SUPPRESSED" }]);
});

test("who unsubscribes from all locks the watches of the address by ID", async () => {
  const [first, second] = await twoWatches();
  await crossLocks(database, locked(first), [locked(second)], () => unsubscribe(db, second, true, now));
  expect(await db.query(sql`select distinct state from watches`)).toEqual([{ state: "ENDED" }]);
});

test("who confirms locks the watch that is replaced by ID", async () => {
  const first = await activeWatch(db, address, atOnce, now);
  const second = await pendingWatch();
  await crossLocks(database, locked(first), [locked(second)], () => confirm(db, second, now));
  expect(await db.query(sql`select state from watches order by id`)).toEqual([
    { state: "ENDED" },
    { state: "ACTIVE" },
  ]);
});

test("watches that were not confirmed in time are locked by ID", async () => {
  const [first, second] = [await pendingWatch(), await pendingWatch({ hasCode: true })];
  await db.query(sql`update watches set created_at = now() - interval '30 days'`);
  await moveBack(first);
  await crossLocks(database, locked(first), [locked(second)], () => expireUnconfirmed(db, now));
  expect(await db.query(sql`select from watches`)).toEqual([]);
});

test("who records and claims mails locks their watches by ID, before the mails", async () => {
  const [first, second] = await twoWatches();
  const waiting = [await mailOf(second, "PENDING"), await mailOf(first, "PENDING")];
  const failed = await mailOf(first, "HANDING_OVER");
  await crossLocks(
    database,
    locked(first),
    [...[failed, ...waiting].map(lockedMail), locked(second)],
    async () => {
      const claimed = await recordAndClaim(db, [{ id: failed, state: "FAILED" }], waiting, now);
      expect(claimed).toEqual(new Set(waiting));
    },
  );
  await crossLocks(database, locked(first), [locked(second), ...waiting.map(lockedMail)], async () => {
    const sent = waiting.map((id) => ({ id, state: "SENT" }) as const);
    await recordAndClaim(db, sent, [], now);
  });
  expect(await db.query(sql`select state, attempts from deliveries order by id`)).toEqual([
    { state: "SENT", attempts: 1 },
    { state: "SENT", attempts: 1 },
    { state: "FAILED", attempts: 0 },
  ]);
});

test("a mail is not claimed for a watch that ends meanwhile", async () => {
  const [first, second] = await twoWatches();
  const waiting = [await mailOf(first, "PENDING"), await mailOf(second, "PENDING")];
  const end = sql`update watches set state = 'PAUSED' where id = ${first.id}`;
  await crossLocks(database, locked(first), [end, sql`commit`], async () => {
    expect(await recordAndClaim(db, [], waiting, now)).toEqual(new Set(waiting.slice(1)));
  });
});

test("mails that were being handed over are marked after their watches are locked by ID", async () => {
  const [first, second] = await twoWatches();
  const mails = [await mailOf(second, "HANDING_OVER"), await mailOf(first, "HANDING_OVER")];
  await crossLocks(database, locked(first), [locked(second), ...mails.map(lockedMail)], () =>
    markUncertain(db, now),
  );
  expect(await db.query(sql`select distinct state from deliveries`)).toEqual([{ state: "UNCERTAIN" }]);
});

test("old papers and deliveries that others have locked are deleted later", async () => {
  const [watch] = await twoWatches();
  await twoPapers();
  await dispatchAll(db, () => now);
  for (let index = 0; index < 2; index += 1) await mailOf(watch, "SENT");
  await db.query(sql`update watch_items set occurred_at = now() - interval '40 days'`);
  await db.query(sql`update deliveries set finished_at = now() - interval '40 days'`);
  const left = async () => {
    await db.independentTransaction(async (transaction) => {
      await transaction.query(sql`set local lock_timeout = '10s'`);
      await expireDeliveries(transaction, now);
    });
    const [row] = await db.query(sql`
      select (select count(*)::int from watch_items) as items, (select count(*)::int from deliveries) as deliveries
    `);
    return row;
  };
  await db.transaction(async (transaction) => {
    await transaction.query(sql`select from watch_items order by event_number limit 1 for update`);
    await transaction.query(sql`select from deliveries order by id limit 1 for update`);
    expect(await left()).toEqual({ items: 1, deliveries: 1 });
  });
  expect(await left()).toEqual({ items: 0, deliveries: 0 });
});

/** Two papers that a watch waits for. A scan finds the second one first. */
async function twoPapers(): Promise<[{ id: number }, { id: number }]> {
  const papers = [paper("One", { arxivId: newId() }), paper("Two", { arxivId: newId() })];
  await record(db, papers, { source: "forgotten", announce: true });
  const [second, first] = await db.query<{ id: number }>(sql`select id from papers order by id desc limit 2`);
  if (!first || !second) throw new Error("The papers were not stored.");
  await db.query(sql`update papers set title = title where id = ${first.id}`);
  return [first, second];
}

test("papers are locked by ID when they are removed, before the watches that wait for them", async () => {
  const [watch] = await twoWatches();
  const [first, second] = await twoPapers();
  await dispatchAll(db, () => now);
  const dispatched = ({ id }: { id: number }) => sql`select from papers where id = ${id} for key share`;
  const forget = () => forgetSource(db, "forgotten", { now: () => now });
  await crossLocks(database, dispatched(first), [dispatched(second), locked(watch)], forget);
  expect(await db.query(sql`select from watch_items`)).toEqual([]);
});

test("papers that a watch waits for are removed after it is locked", async () => {
  const [watch] = await twoWatches();
  await twoPapers();
  await dispatchAll(db, () => now);
  const items = sql`select from watch_items where watch_id = ${watch.id} for no key update`;
  await crossLocks(database, locked(watch), [items], () => forgetSource(db, "forgotten", { now: () => now }));
  expect(await db.query(sql`select from watch_items`)).toEqual([]);
});

test("papers are dispatched in the order of their IDs", async () => {
  await twoWatches();
  const [first, second] = await twoPapers();
  await db.query(sql`
    update events set paper_id = case paper_id when ${first.id} then ${second.id}::int else ${first.id}::int end
    where topic = 'added' and paper_id in (${first.id}, ${second.id})
  `);
  const removed = ({ id }: { id: number }) => sql`select from papers where id = ${id} for update`;
  await crossLocks(database, removed(first), [removed(second)], () => dispatchAll(db, () => now));
  expect(await db.query(sql`select from watch_items`)).toHaveLength(2);
});

test("papers are locked by ID for all pages of filters", async () => {
  const [first, second] = await twoWatches();
  const papers = await twoPapers();
  await db.query(sql`
    insert into watches (key, filter, filter_key, event, channel, frequency, state, event_number, created_at)
    select key || number, '{"hasCode": true}', number, event, channel, frequency, state, event_number, created_at
    from watches, generate_series(1, 2000) number where id = ${first.id}
  `);
  await db.query(
    sql`update watches set filter = '{"search": "two"}', filter_key = '0' where id = ${first.id}`,
  );
  await db.query(
    sql`update watches set filter = '{"search": "one"}', filter_key = 'z' where id = ${second.id}`,
  );
  const [one, two] = papers.map(({ id }) => sql`select from papers where id = ${id} for update`);
  await crossLocks(database, one ?? sql``, [two ?? sql``], () => dispatchAll(db, () => now));
  expect(await db.query(sql`select from watch_items`)).toHaveLength(2);
});

test("events that others are deleting do not delay those that expire", async () => {
  await twoPapers();
  const all = (await db.query(sql`select from events`)).length;
  await db.transaction(async (transaction) => {
    await transaction.query(sql`delete from events where number = (select min(number) from events)`);
    await db.independentTransaction(async (other) => {
      await other.query(sql`set local lock_timeout = '10s'`);
      expect(await expireEvents(other, new Date(Date.now() + 1_000))).toBe(all - 1);
    });
  });
  expect(await db.query(sql`select from events`)).toEqual([]);
});
