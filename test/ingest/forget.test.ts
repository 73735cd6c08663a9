import sql, { raw } from "sql-template-tag";
import { expect, test } from "vitest";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { forgetSource, previewForgetting } from "../../src/domain/upkeep/forget.js";
import { createDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { dump } from "../kit/db/dump.js";
import { paper, record } from "../kit/models/papers.js";
import { run } from "../kit/server/processes.js";

const ada = { name: "Ada Example", accountId: "u1" };
const kept = [
  paper("Counting Clouds", {
    arxivId: "2507.00001",
    publishedOn: "2025-07-01",
    featuredOn: ["2025-07-02"],
    authors: [{ name: "Bob Sample" }, { name: "A. Example" }],
    organization: { slug: "acme", name: "Acme Labs" },
    keywords: ["clouds"],
    upvotes: 3,
    commentsCount: 1,
  }),
];
const wrong = [
  paper("Weighing Shadows", {
    publishedOn: "2025-07-01",
    featuredOn: ["2025-07-02"],
    // The account claims a name that the other paper prints: without this paper the name has no account.
    authors: [ada, { name: "A. Example", accountId: "u1" }, { name: "Bob Sample" }],
    organization: { slug: "acme", name: "Acme Labs" },
    keywords: ["clouds", "shadows"],
    upvotes: 9,
    commentsCount: 2,
  }),
  paper("Folding Rivers", { authors: [ada], organization: { slug: "other" } }),
];

test("forgetting a source removes its papers and keeps what other sources mention", async () => {
  const [database, plain] = [await createDatabase(), await createDatabase()];
  await record(plain.db, kept, { source: "good" });
  await record(database.db, kept, { source: "good" });
  await record(database.db, [...wrong, paper("Counting Clouds", { arxivId: "2507.00001" })], {
    source: "bad",
  });
  // It enters boards.
  const [risen] = await database.db.query<{ id: number }>(
    sql`select id from papers where title = 'Folding Rivers'`,
  );
  const observation = {
    paper: `row/${risen?.id ?? 0}`,
    upvotes: 10,
    observedAt: new Date("2025-08-02"),
  } as const;
  await recordUpvotes(database.db, [observation], { source: "bad", now: new Date("2025-08-02") });
  expect(await previewForgetting(database.db, "bad")).toEqual({ removed: 2, kept: 1 });
  expect(await previewForgetting(database.db, "unknown")).toBeUndefined();
  const now = () => new Date("2025-08-02T00:00:00Z");
  expect(await forgetSource(database.db, "unknown", { now })).toBeUndefined();
  expect(await forgetSource(database.db, "bad", { now })).toEqual({ removed: 2, kept: 1 });

  expect(await derivedMistakes(database.db)).toEqual([]);
  expect(await dump(database.db)).toEqual(await dump(plain.db));
  const left = await database.db.query(sql`
    select (select count(*)::int from trending_scores) as scores, (select count(*)::int from trending_places) as places,
      array(select name from sources order by 1) as sources
  `);
  expect(left).toEqual([{ scores: 1, places: 3, sources: ["good"] }]);
  // The same papers are published again.
  expect(await record(database.db, wrong, { source: "bad" })).toEqual(["added", "added"]);
  await Promise.all([database.drop(), plain.drop()]);
});

test("forgetting a source of several batches removes all of it", async () => {
  const database = await createDatabase();
  const many = Array.from({ length: 1_200 }, (_, index) => paper(`Paper ${index}`, { authors: [ada] }));
  await record(database.db, many, { source: "bad" });
  const seen: number[] = [];
  const options = {
    now: () => new Date("2025-08-02T00:00:00Z"),
    onBatch: (count: number) => seen.push(count),
  };
  expect(await forgetSource(database.db, "bad", options)).toEqual({ removed: 1_200, kept: 0 });
  expect(seen).toEqual([1_000, 1_200]);
  expect(await derivedMistakes(database.db)).toEqual([]);
  await database.drop();
});

test("the command reports what it removed and kept, and which sources exist", async () => {
  const database = await createDatabase();
  const settings = { DATABASE_URL: database.url };
  await record(database.db, wrong, { source: "bad" });
  await registerSource(database.db, "good");
  const unknown = await run(["forget", "--source", "none"], settings);
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining('Unknown source "none". Expected one of bad, good.'),
  ]);
  const dry = await run(["forget", "--source", "bad", "--dry-run", "--json"], settings);
  expect([dry.code, JSON.parse(dry.stdout)]).toEqual([0, { dryRun: true, removed: 2, kept: 0 }]);
  const done = await run(["forget", "--source", "bad"], settings);
  expect([done.code, done.stdout]).toEqual([
    0,
    expect.stringMatching(/^Removed 2 papers mentioned only by bad/),
  ]);
  expect((await dump(database.db)).papers).toEqual([]);
  await database.drop();
});

test("nothing of a removed paper is left, during a bulk load either", async () => {
  const { db, drop } = await createDatabase();
  const versions = [{ number: 1, submittedAt: "2025-07-01T00:00:00.000Z" }];
  await record(db, kept, { source: "good" });
  expect(await beginBulkLoad(db)).toBe("started");
  await record(db, [{ ...wrong[0], title: "Weighing", categories: ["cs.CL"], versions, githubStars: 3 }], {
    source: "wrong",
  });
  await forgetSource(db, "wrong", { now: () => new Date() });
  await finalizeBulkLoad(db);
  const tables = await db.query<{ name: string }>(
    sql`select conrelid::regclass::text as name from pg_constraint where contype = 'f' and confrelid = 'papers'::regclass`,
  );
  expect(tables.length).toBeGreaterThan(7);
  for (const { name } of tables)
    expect(
      await db.query(sql`select 1 from ${raw(name)} where paper_id not in (select id from papers)`),
      name,
    ).toEqual([]);
  await drop();
});
