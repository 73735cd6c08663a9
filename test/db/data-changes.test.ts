import pg from "pg";
import sql from "sql-template-tag";
import { expect, test, vi } from "vitest";
import { openListener } from "../../src/db/listener.js";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordUpvotes, type UpvoteObservation } from "../../src/domain/recording/record-upvotes.js";
import { recordSourceReading } from "../../src/domain/sources/sources.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { reanalyzeSome } from "../../src/domain/upkeep/reanalyze.js";
import { dataChannel, wakeUpChannel } from "../../src/events/event.js";
import { openFeed } from "../../src/events/feed.js";
import { refreshTermStatistics } from "../../src/search/statistics.js";
import { DataVersion } from "../../src/server/cache/data-version.js";
import { createDatabase, type TestDatabase, useDatabase } from "../kit/db/database.js";
import { withApp } from "../kit/live/added-papers.js";
import { paper, record } from "../kit/models/papers.js";

const database = useDatabase();

/** Tables that no response is read from. */
const unread = [
  "_prisma_migrations",
  // How files are read, and days polled.
  "bookmarks",
  "poll_days",
  // Subscriptions read the log themselves.
  "event_log",
  "events",
  // Work that is left; what it changes is in other tables.
  "board_days",
  "key_version",
  "parked_indexes",
  "respelled_authors",
  "search_analysis",
  "rate_limits",
  // Only requests with the write token read them, whose responses are not kept.
  "watches",
  "watch_items",
  "watch_log",
  "watch_secret",
  "deliveries",
  "mail_suppressions",
];

test("every table that responses are read from notifies of changes, also during bulk loads", async () => {
  const rows = await database.db.query<{ name: string; modes: string | null }>(sql`
    select c.relname as name, string_agg(t.tgenabled::text, '') as modes
    from pg_class c left join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'data_change'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname
  `);
  const silent = rows.filter(({ modes }) => modes === null).map(({ name }) => name);
  expect(silent.sort()).toEqual([...unread].sort());
  expect(rows.filter(({ modes }) => modes !== null && modes !== "A")).toEqual([]);
  expect(rows.length).toBe(unread.length + 34);
});

test.each([
  ["papers are recorded", (db) => record(db, [paper("Two", { arxivId: "2507.00002" })])],
  ["upvotes are recorded", (db) => recordUpvotes(db, [observation], { source: "test", now: new Date() })],
  ["a source is read", (db) => recordSourceReading(db, "test", new Date())],
  ["a source is forgotten", (db) => forgetSource(db, "test", { now: () => new Date() })],
  [
    "papers are recorded during a bulk load",
    async (db) => {
      await beginBulkLoad(db);
      await record(db, [paper("Three", { arxivId: "2507.00003" })]);
    },
  ],
  [
    "a bulk load is finished",
    async (db) => {
      await beginBulkLoad(db);
      await finalizeBulkLoad(db);
    },
  ],
  [
    "search documents are replaced",
    async (db) => {
      await db.query(sql`update search_analysis set version = 0`);
      await reanalyzeSome(db);
    },
  ],
  ["terms are counted", (db) => db.transaction(refreshTermStatistics)],
  ["a table is emptied", (db) => db.query(sql`truncate feature_days`)],
  ["rows are deleted with another", (db) => db.query(sql`delete from papers`)],
] satisfies [string, (db: TestDatabase["db"]) => Promise<unknown>][])(
  "servers are notified when %s",
  async (_what, write) => {
    const own = await createDatabase();
    await record(own.db, [paper("One", { arxivId: "2507.00001", featuredOn: ["2025-07-02"] })]);
    const listener = new pg.Client({ connectionString: own.url });
    await listener.connect();
    let heard = 0;
    listener.on("notification", () => (heard += 1));
    await listener.query(`listen ${dataChannel}`);
    await write(own.db);
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0), { timeout: 10_000 });
    await listener.end();
    await own.drop();
  },
);

test("the start of a server changes the data of no other", async () => {
  let [changes, isEnd] = [0, false];
  const watch = new DataVersion(() => (changes += 1));
  const handlers = { [dataChannel]: watch.notified, the_end: () => (isEnd = true) };
  const feed = openFeed({
    connect: () => openListener(database.url, wakeUpChannel, handlers),
    data: { watch, db: database.db },
    onEvents: () => undefined,
  });
  await feed.reached;
  expect(watch.current).toBeDefined();
  changes = 0;
  await withApp(database, {}, async () => undefined);
  // Notifications arrive in the order of their commits.
  await database.db.query(sql`select pg_notify('the_end', '')`);
  await vi.waitFor(() => expect(isEnd).toBe(true), { timeout: 10_000 });
  expect(changes).toBe(0);
  await feed.close();
});

const observation: UpvoteObservation = {
  paper: "arxiv/2507.00001",
  upvotes: 7,
  observedAt: new Date("2025-09-01T00:00:00Z"),
};
