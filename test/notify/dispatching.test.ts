import sql from "sql-template-tag";
import { afterEach, describe, expect, test } from "vitest";
import { inWriteTransaction } from "../../src/domain/batch/writer.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { mergePapers } from "../../src/domain/upkeep/merge-papers.js";
import { expireDeliveries } from "../../src/domain/watches/deliveries.js";
import { dispatchEvents } from "../../src/domain/watches/dispatch.js";
import { createWatch, filterKeyOf } from "../../src/domain/watches/manage.js";
import type { WatchSettings } from "../../src/domain/watches/watch.js";
import { expireEvents } from "../../src/events/log.js";
import { createSchema } from "../../src/schema/index.js";
import { filterReader } from "../../src/schema/papers/stored-filters.js";
import { useDatabase } from "../kit/db/database.js";
import { newId } from "../kit/live/added-papers.js";
import { paper, record } from "../kit/models/papers.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

const database = useDatabase();
const app = useApp(database);
const write = writerOf(app);
const schema = createSchema();

const settings: WatchSettings = {
  filter: {},
  event: "ADDED",
  board: null,
  top: null,
  minUpvotes: null,
  channel: "WEBHOOK",
  url: "http://localhost/hook",
  secrets: [],
  address: null,
  addressKey: null,
  frequency: null,
  hour: null,
  weekday: null,
  timeZone: null,
};

const watch = (changes: Partial<WatchSettings>) =>
  createWatch(database.db, { ...settings, ...changes, state: "ACTIVE" }, new Date());

async function dispatch(): Promise<void> {
  for (;;) {
    const { db } = database;
    const { isUpToDate } = await dispatchEvents(db, filterReader(schema, db), () => new Date());
    if (isUpToDate) return;
  }
}

/** Titles of the papers of a watch, in the order of their events. */
async function titlesOf({ id }: { id: number }): Promise<string[]> {
  const rows = await database.db.query<{ title: string }>(sql`
    select p.title from watch_items i join papers p on p.id = i.paper_id where i.watch_id = ${id} order by i.event_number
  `);
  return rows.map(({ title }) => title);
}

describe("events become items of the watches that wait for them", () => {
  afterEach(() => database.db.query(sql`delete from watches`));

  test("papers added after the watch, by filter", async () => {
    await write.papers([{ title: "Before", keywords: ["wanted"] }]);
    const all = await watch({});
    const some = await watch({ filter: { keywords: ["Wanted"], publishedOn: { from: "2025-01-01" } } });
    const lost = await watch({ filter: { authors: ["QXV0aG9yL25hbWUvbm9ib2R5"] } });
    await write.papers([
      { title: "One", keywords: ["wanted"], publishedAt: "2025-02-01T00:00:00Z" },
      { title: "Two", keywords: ["wanted"], publishedAt: "2024-02-01T00:00:00Z" },
      { title: "Three" },
    ]);
    await dispatch();
    await dispatch();
    expect(await titlesOf(all)).toEqual(["One", "Two", "Three"]);
    expect(await titlesOf(some)).toEqual(["One"]);
    expect(await titlesOf(lost)).toEqual([]);
  });

  test("papers that reach a number of upvotes, or are added with it, once", async () => {
    const few = await watch({ event: "UPVOTES", minUpvotes: 10 });
    const many = await watch({ event: "UPVOTES", minUpvotes: 100 });
    const [known, other] = [newId(), newId()];
    await write.papers([
      { title: "Known", arxivId: known, upvotes: 9 },
      { title: "Other", arxivId: other, upvotes: 50 },
    ]);
    const upvotes = (arxivId: string, upvotes: number, minute: number) =>
      write.upvotes([{ arxivId, upvotes, observedAt: new Date(Date.now() + 60_000 * minute) }]);
    await upvotes(known, 10, 1);
    await upvotes(known, 8, 2);
    await dispatch();
    await upvotes(known, 12, 3);
    await upvotes(other, 200, 4);
    await dispatch();
    expect(await titlesOf(few)).toEqual(["Other", "Known"]);
    expect(await titlesOf(many)).toEqual(["Other"]);
  });
});

test("a source that is forgotten takes its papers from watches, and the others are dispatched", async () => {
  const { db } = database;
  const all = await watch({});
  await write.papers([{ title: "Stays", arxivId: newId() }]);
  await registerSource(db, "leaving");
  await recordPapers(db, [{ title: "Leaves", arxivId: newId() }], {
    ...{ source: "leaving", trustLevel: trustLevels.feed, observedAt: new Date(), announce: true },
  });
  await dispatch();
  expect(await titlesOf(all)).toEqual(["Stays", "Leaves"]);
  await recordPapers(db, [{ title: "Leaves early", arxivId: newId() }], {
    ...{ source: "leaving", trustLevel: trustLevels.feed, observedAt: new Date(), announce: true },
  });
  await forgetSource(db, "leaving", { now: () => new Date() });
  await write.papers([{ title: "Last", arxivId: newId() }]);
  await dispatch();
  expect(await titlesOf(all)).toEqual(["Stays", "Last"]);
});

test("a paper that is merged into another is not reported again", async () => {
  const { db } = database;
  const all = await watch({});
  await write.papers([{ title: "Twice" }]);
  await dispatch();
  // As an update of the keys finds it.
  await db.query(sql`
    insert into papers (title, title_key, trust_level, added_at, updated_at)
    select title, title_key, trust_level, added_at, updated_at from papers where title = 'Twice'
  `);
  await inWriteTransaction(db, mergePapers);
  expect(await db.query(sql`select from papers where title = 'Twice'`)).toHaveLength(1);
  await dispatch();
  expect(await titlesOf(all)).toEqual(["Twice"]);
});

test("a bulk load, and files, are not reported", async () => {
  const all = await watch({});
  await record(database.db, [paper("From a file", { arxivId: newId() })]);
  await dispatch();
  expect(await titlesOf(all)).toEqual([]);
});

test("events that expired before they were dispatched are counted, and later ones dispatched", async () => {
  const { db } = database;
  const all = await watch({});
  await dispatch();
  await write.papers([{ title: "Expired", arxivId: newId() }]);
  await db.query(sql`update events set occurred_at = now() - interval '8 days'`);
  await expireEvents(db, new Date(Date.now() - 7 * 24 * 3_600_000));
  await write.papers([{ title: "Later", arxivId: newId() }]);
  const { missed } = await dispatchEvents(db, filterReader(schema, db), () => new Date());
  expect(missed).toBeGreaterThan(0);
  await dispatch();
  expect(await titlesOf(all)).toEqual(["Later"]);
});

test("a log that is shorter than what was dispatched belongs to another database, and is followed from its end", async () => {
  const { db } = database;
  const all = await watch({});
  await db.query(sql`update watch_log set number = number + 1000000`);
  await dispatch();
  await write.papers([{ title: "In the other database", arxivId: newId() }]);
  await dispatch();
  expect(await titlesOf(all)).toEqual(["In the other database"]);
});

test("two dispatchers at the same time dispatch each event once", async () => {
  const { db } = database;
  const all = await watch({});
  await write.papers([{ title: "Once", arxivId: newId() }]);
  const both = [1, 2].map(() => dispatchEvents(db, filterReader(schema, db), () => new Date()));
  const results = await Promise.allSettled(both);
  expect(results.map(({ status }) => status)).toContain("fulfilled");
  await dispatch();
  expect(await titlesOf(all)).toEqual(["Once"]);
});

test("deliveries and papers of watches are deleted once they are old and finished", async () => {
  const { db } = database;
  const all = await watch({});
  const stored = async () => {
    const [row] = await db.query<{ items: number; deliveries: number }>(sql`
      select (select count(*)::int from watch_items where watch_id = ${all.id}) as items,
        (select count(*)::int from deliveries where watch_id = ${all.id}) as deliveries
    `);
    return row;
  };
  await write.papers([
    { title: "Old", arxivId: newId() },
    { title: "Waiting", arxivId: newId() },
  ]);
  await dispatch();
  await db.query(sql`update watch_items set occurred_at = now() - interval '40 days'`);
  await db.query(sql`
    update deliveries set state = 'SENT', finished_at = now() - interval '31 days'
    where id = (select min(id) from deliveries where watch_id = ${all.id})
  `);
  await expireDeliveries(db, new Date(Date.now() - 30 * 24 * 3_600_000));
  expect(await stored()).toEqual({ items: 1, deliveries: 1 });
  expect(await titlesOf(all)).toEqual(["Waiting"]);
});

test("equal filters have one digest", () => {
  expect(filterKeyOf({ search: "a", upvotes: { min: 1, max: 2 } })).toBe(
    filterKeyOf({ upvotes: { max: 2, min: 1 }, search: "a" }),
  );
});
