import sql from "sql-template-tag";
import { afterEach, describe, expect, test } from "vitest";
import { dispatchEvents } from "../../src/domain/watches/dispatch.js";
import { createWatch, filterKeyOf } from "../../src/domain/watches/manage.js";
import type { WatchSettings } from "../../src/domain/watches/watch.js";
import { createSchema } from "../../src/schema/index.js";
import { filterReader } from "../../src/schema/papers/stored-filters.js";
import { useDatabase } from "../kit/db/database.js";
import { newId } from "../kit/live/added-papers.js";
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

test("equal filters have one digest", () => {
  expect(filterKeyOf({ search: "a", upvotes: { min: 1, max: 2 } })).toBe(
    filterKeyOf({ upvotes: { max: 2, min: 1 }, search: "a" }),
  );
});
