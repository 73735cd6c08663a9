import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sql, { type Sql } from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { inWriteTransaction, isBulkLoading } from "../../src/domain/batch/writer.js";
import { countAllPapers } from "../../src/domain/catalog/papers.js";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { type IngestOptions, ingest } from "../../src/ingest/ingest.js";
import { createDatabase, inClient, inDatabase, type TestDatabase } from "../kit/db/database.js";
import { dump, indexesOf } from "../kit/db/dump.js";
import { waiting } from "../kit/faults/waiting.js";
import { kaggleRow } from "../kit/ingest/archives.js";
import { shortPapers } from "../kit/models/papers.js";
import { start } from "../kit/server/processes.js";

let directory: string;
const file = (name: string) => join(directory, name);

/** Papers with organizations, accounts, spellings, upvotes; more than a batch. */
const feed = shortPapers(3_000, 5);
/** An archive of several batches, of which some of the feed's papers are. */
const archive = Array.from({ length: 6_000 }, (_, index) => {
  const known = index % 10 === 0 ? feed[index / 10] : undefined;
  return kaggleRow({
    id: known?.arxivId ?? `2601.${String(10_000 + index)}`,
    title: known?.title ?? `Archived paper ${index} of the well-known kind`,
    authors_parsed: [
      ["Author", `Number ${index % 700}`, ""],
      [index % 2 === 0 ? "Müller" : "Muller", "Anna", ""],
      ["Unique", `Name ${index}`, ""],
    ],
  });
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "filling-"));
  await writeFile(file("feed.jsonl"), feed.map((paper) => JSON.stringify(paper)).join("\n"));
  await writeFile(file("archive.json"), archive.map((row) => JSON.stringify(row)).join("\n"));
});
afterAll(() => rm(directory, { recursive: true }));

const read = (db: Database, files: string[], options: Partial<IngestOptions> = {}) =>
  ingest(db, {
    files: files.map(file),
    standardInput: process.stdin,
    reading: {},
    now: () => new Date("2026-06-01T00:00:00Z"),
    ...options,
  });

/** Authors whose numbers are not those of their papers. */
const miscounted = (db: Database) =>
  db.query(sql`
    select id, papers_count, upvotes, last_seen_on from authors
    except
    select a.id, count(p.id), coalesce(sum(p.upvotes), 0), max(p.published_on)
    from authors a
    left join (select distinct author_id, paper_id from authorships) s on s.author_id = a.id
    left join papers p on p.id = s.paper_id
    group by a.id
  `);

/** Storage parameters of tables. */
const settingsOfTables = (db: Database) =>
  db.query(
    sql`select relname, reloptions from pg_class where relkind = 'r' and reloptions is not null order by 1`,
  );

/** Ingests until some papers are stored, and stops as if killed. */
async function interrupted(db: Database, name: string, options: Partial<IngestOptions> = {}): Promise<void> {
  const stopping = new AbortController();
  const reading = read(db, [name], {
    ...options,
    signal: stopping.signal,
    onProgress: ({ added }) => added >= 2_500 && stopping.abort(new Error("killed")),
  });
  await expect(reading).rejects.toThrow("killed");
}

describe("a bulk load", () => {
  let plain: TestDatabase;
  beforeAll(async () => {
    plain = await createDatabase();
    await read(plain.db, ["feed.jsonl", "archive.json"], { bulkLoadMinimum: Number.POSITIVE_INFINITY });
  });
  afterAll(() => plain.drop());

  test("results in the same data as ordinary batches, with all indexes", () =>
    inDatabase(async ({ db }) => {
      const indexes = await indexesOf(db);
      const settling = vi.fn();
      await read(db, ["feed.jsonl", "archive.json"], { bulkLoadMinimum: 1, onSettling: settling });
      expect(settling).toHaveBeenCalledOnce();
      expect(await dump(db)).toEqual(await dump(plain.db));
      expect(await indexesOf(db)).toEqual(indexes);
    }));

  test("by the command line, with search documents made in another thread, gives the same data", () =>
    inDatabase(async ({ db, url }) => {
      const files = ["feed.jsonl", "archive.json"].map(file);
      const { code, stderr } = await start(["ingest", ...files], { DATABASE_URL: url }).finished;
      expect([code, stderr]).toEqual([0, expect.stringContaining("All papers stored")]);
      expect(await dump(db)).toEqual(await dump(plain.db));
      expect(await settingsOfTables(db)).toEqual(await settingsOfTables(plain.db));
    }));

  test("that is interrupted ends immediately and reports how to resume", () =>
    inDatabase(async ({ db, url }) => {
      const { child, finished } = start(["ingest", file("archive.json")], { DATABASE_URL: url });
      await vi.waitFor(async () => expect(await countAllPapers(db)).toBeGreaterThan(0), waiting);
      child.kill("SIGINT");
      const { code, stderr } = await finished;
      expect([code, stderr]).toEqual([130, expect.stringMatching(/Run the same command again to resume/)]);
      expect((await countAllPapers(db)) % 2_500).toBe(0);
    }));

  test("is used only if the database has fewer papers than the file", () =>
    inDatabase(async ({ db }) => {
      const settling = vi.fn();
      await read(db, ["feed.jsonl"], { bulkLoadMinimum: 4_000, onSettling: settling });
      expect(settling).not.toHaveBeenCalled();
      await read(db, ["archive.json"], { bulkLoadMinimum: 1_000, onSettling: settling });
      // 5,400 of the 6,000 are new, in addition to 3,000.
      expect(settling).toHaveBeenCalledOnce();
      expect(await dump(db)).toEqual(await dump(plain.db));
    }));

  test("that did not complete is finalized by the next ingest, and others can write meanwhile", () =>
    inDatabase(async ({ db }) => {
      const indexes = await indexesOf(db);
      await interrupted(db, "archive.json", { bulkLoadMinimum: 1 });
      expect(await inWriteTransaction(db, ({ transaction }) => isBulkLoading(transaction))).toBe(true);
      expect((await indexesOf(db)).length).toBeLessThan(indexes.length);
      await read(db, ["feed.jsonl"], { bulkLoadMinimum: Number.POSITIVE_INFINITY });
      expect(await indexesOf(db)).toEqual(indexes);
      expect(await miscounted(db)).toEqual([]);
      await read(db, ["archive.json"]);
      expect(await dump(db)).toEqual(await dump(plain.db));
    }));

  test("that did not complete is finalized by a server", () =>
    inDatabase(async ({ db, url }) => {
      const indexes = await indexesOf(db);
      await interrupted(db, "archive.json", { bulkLoadMinimum: 1 });
      const serving = start(["serve"], { DATABASE_URL: url, PORT: "0" });
      await serving.printed(/Counts updated/);
      serving.child.kill("SIGTERM");
      expect((await serving.finished).code).toBe(0);
      expect(await indexesOf(db)).toEqual(indexes);
      expect(await miscounted(db)).toEqual([]);
    }));

  describe("whose finalization is disturbed", () => {
    /** Holds a lock until it is released, at the latest when the work ends: it must not outlive the database. */
    const whileLocked = (
      url: string,
      lock: string,
      work: (release: () => Promise<unknown>) => Promise<void>,
    ): Promise<void> =>
      inClient(url, async (client) => {
        await client.query("begin");
        await client.query(`lock table ${lock} mode`);
        await work(() => client.query("rollback"));
      });
    /** Resolves when `count` backends match the condition on `pg_stat_activity`. */
    const until = (db: Database, count: number, condition: Sql) =>
      vi.waitFor(async () => {
        const backends = await db.query(sql`
          select pid from pg_stat_activity where datname = current_database() and (${condition})
        `);
        expect(backends).toHaveLength(count);
      }, waiting);
    /** Removes values that no row has any more. */
    const vacuumToast = (url: string, table: string) =>
      inClient(url, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          "select reltoastrelid::regclass as name from pg_class where oid = $1::regclass",
          [table],
        );
        await client.query(`vacuum ${rows[0]?.name}`);
      });
    const waits = (statement: string) => sql`wait_event_type = 'Lock' and query ilike ${`${statement}%`}`;

    test("reports what failed, and is finalized later", () =>
      inDatabase(async ({ db, url, statements }) => {
        const indexes = await indexesOf(db);
        expect(await beginBulkLoad(db)).toBe("started");
        const spoil = (from: string, to: string) =>
          db.query(sql`update parked_indexes set definition = replace(definition, ${from}, ${to})`);
        await spoil("public.papers ", "public.nowhere ");
        await whileLocked(url, "authors in share", async (release) => {
          const settling = finalizeBulkLoad(db).then(() => "settled", String);
          await vi.waitFor(() => expect(statements).toContain("rollback"), waiting);
          await release();
          expect(await settling).toMatch(/nowhere/);
        });
        await spoil("public.nowhere ", "public.papers ");
        await finalizeBulkLoad(db);
        expect(await indexesOf(db)).toEqual(indexes);
      }));

    test("waits for the failing index build of a killed process", () =>
      inDatabase(async ({ db, url }) => {
        const indexes = await indexesOf(db);
        expect(await beginBulkLoad(db)).toBe("started");
        await writeFile(
          file("few.json"),
          archive
            .slice(0, 10)
            .map((row) => JSON.stringify(row))
            .join("\n"),
        );
        await whileLocked(url, "paper_texts in row exclusive", async (release) => {
          const { child, finished } = start(["ingest", file("few.json")], { DATABASE_URL: url });
          try {
            await until(db, 1, waits("do $build$"));
          } finally {
            child.kill("SIGKILL");
            await finished;
          }
          const settling = finalizeBulkLoad(db).then(() => "settled", String);
          await until(db, 1, waits("select pg_advisory_xact_lock"));
          await release();
          expect(await settling).toBe("settled");
        });
        expect(await indexesOf(db)).toEqual(indexes);
      }));

    test("builds indexes though values vanish that only an older snapshot saw", () =>
      inDatabase(async ({ db, url }) => {
        await read(db, ["feed.jsonl"]);
        await db.query(sql`
          update paper_texts set abstract = (select string_agg(md5(paper_id || ' ' || n), '') from generate_series(1, 200) n)
        `);
        expect(await beginBulkLoad(db)).toBe("started");
        await db.query(sql`
          create function awaited(text) returns int language plpgsql immutable
          as 'begin perform pg_advisory_xact_lock_shared(1); return length($1); end'
        `);
        await db.query(sql`
          update parked_indexes set definition = 'CREATE INDEX paper_texts_search_idx ON paper_texts (awaited(abstract))'
          where name = 'paper_texts_search_idx'
        `);
        await inClient(url, async (reader) => {
          await reader.query("begin isolation level repeatable read; select from papers limit 1");
          await db.query(sql`delete from paper_texts where paper_id % 2 = 0`);
          await inClient(url, async (lock) => {
            await lock.query("select pg_advisory_lock(1)");
            const settling = finalizeBulkLoad(db).then(() => "settled", String);
            await until(db, 1, waits("do $build$"));
            await reader.query("rollback");
            await vacuumToast(url, "paper_texts");
            await lock.query("select pg_advisory_unlock(1)");
            expect(await settling).toBe("settled");
          });
        });
        expect(await indexesOf(db)).toContainEqual({
          indexdef: expect.stringContaining("awaited(abstract)"),
        });
      }));

    test("is not subject to the statement timeout", () =>
      inDatabase(async ({ db, url }) => {
        expect(await beginBulkLoad(db)).toBe("started");
        const limited = openDatabase({ url: `${url}?options=-c%20statement_timeout%3D300`, connections: 2 });
        await whileLocked(url, "paper_texts in row exclusive", async (release) => {
          const settling = finalizeBulkLoad(limited).then(() => "settled", String);
          await until(db, 1, sql`${waits("do $build$")} and clock_timestamp() - query_start > '600 ms'`);
          await release();
          expect(await settling).toBe("settled");
        });
        await limited.close();
      }));
  });

  test("does not start while a reader is active, and does not block it", () =>
    inDatabase(async ({ db }) => {
      await db.snapshot(async (snapshot) => {
        await snapshot.query(sql`select count(*) from papers`);
        const settings = await settingsOfTables(db);
        expect(await beginBulkLoad(db)).toBe("busy");
        expect(await settingsOfTables(db)).toEqual(settings);
        await snapshot.query(sql`select count(*) from authors`);
      });
      expect(await beginBulkLoad(db)).toBe("started");
      await finalizeBulkLoad(db);
      expect(await indexesOf(db)).toEqual(await indexesOf(plain.db));
    }));

  test("can be finalized again without effect", () =>
    inDatabase(async ({ db }) => {
      const begun = vi.fn();
      await finalizeBulkLoad(db, begun);
      await finalizeBulkLoad(db, begun);
      expect(begun).not.toHaveBeenCalled();
    }));
});

describe("a file that is read again", () => {
  const passedOver = (db: Database) =>
    db.query<{ record: number; papers: number; ended: boolean }>(
      sql`select record, papers, ended_at is not null as ended from bookmarks`,
    );

  test("resumes where it stopped, in any format, compressed or not", () =>
    inDatabase(async ({ db }) => {
      await interrupted(db, "archive.json");
      const [mark] = await passedOver(db);
      const { papers = 0, ended } = mark ?? {};
      expect([papers % 2_500, ended]).toEqual([0, false]);
      expect(papers).toBeGreaterThanOrEqual(2_500);
      const added: number[] = [];
      const summary = await read(db, ["archive.json"], { onProgress: (state) => added.push(state.added) });
      expect(summary).toMatchObject({ added: 6_000 - papers, unchanged: papers, rejected: [] });
      // Skipped records go through no batch: these have only new ones.
      expect([...new Set(added)].slice(0, 2)).toEqual([0, Math.min(2_500, 6_000 - papers)]);
    }));

  test("changes nothing, and is skipped if it is an archive", () =>
    inDatabase(async ({ db }) => {
      await read(db, ["archive.json"]);
      const before = await dump(db);
      expect(await passedOver(db)).toEqual([{ record: 6_000, papers: 6_000, ended: true }]);
      expect(await read(db, ["archive.json"])).toMatchObject({ added: 0, updated: 0, unchanged: 6_000 });
      expect(await read(db, ["archive.json"], { again: true })).toMatchObject({ unchanged: 6_000 });
      expect(await dump(db)).toEqual(before);
    }));

  test("is read completely if its papers have upvotes, which are as of today", () =>
    inDatabase(async ({ db }) => {
      const some = feed.slice(0, 100).map((paper) => JSON.stringify(paper));
      await writeFile(file("some.jsonl"), some.join("\n"));
      await read(db, ["some.jsonl"]);
      expect(await passedOver(db)).toEqual([]);
    }));

  test("is resumed if it has grown, and read again if it was changed after an equal start", () =>
    inDatabase(async ({ db }) => {
      const text = await readFile(file("archive.json"), "utf8");
      const lines = text.split("\n");
      await writeFile(file("growing.json"), lines.slice(0, 4_000).join("\n"));
      await read(db, ["growing.json"]);
      await appendFile(file("growing.json"), `\n${lines.slice(4_000).join("\n")}`);
      expect(await read(db, ["growing.json"])).toMatchObject({ added: 2_000, unchanged: 4_000 });

      const changed = lines.with(3_500, JSON.stringify({ ...archive[3_500], title: "Another title" }));
      await writeFile(file("growing.json"), changed.join("\n"));
      expect(await read(db, ["growing.json"])).toMatchObject({ added: 0, updated: 1, unchanged: 5_999 });
      await writeFile(file("growing.json"), changed.slice(0, 3_000).join("\n"));
      expect(await read(db, ["growing.json"])).toMatchObject({ updated: 0, unchanged: 3_000 });
    }));

  test.each(["lines", "a list"])(
    "and was cut in the middle of a record (%s) lacks no paper once it is whole",
    (form) =>
      inDatabase(async ({ db }) => {
        const rows = archive.slice(0, 3_000).map((row) => JSON.stringify(row));
        const whole = form === "lines" ? rows.join("\n") : `[${rows.join(",\n")}]`;
        await writeFile(file("cut.json"), whole.slice(0, whole.length - 100));
        for (const unchanged of [0, 2_999]) {
          const summary = await read(db, ["cut.json"]);
          expect(summary).toMatchObject({ added: 2_999 - unchanged, unchanged });
          expect(summary.rejected).toHaveLength(1);
          expect(summary.rejectedBefore ?? 0).toBe(0);
        }
        await writeFile(file("cut.json"), whole);
        expect(await read(db, ["cut.json"])).toMatchObject({ added: 1, unchanged: 2_999, rejected: [] });
      }),
  );

  test("reports earlier rejections, with details on request", () =>
    inDatabase(async ({ db }) => {
      const broken = [{ ...archive[0], id: "none" }, ...archive.slice(1, 3_000)];
      await writeFile(file("broken.json"), broken.map((row) => JSON.stringify(row)).join("\n"));
      const first = await read(db, ["broken.json"]);
      expect(first.rejected).toHaveLength(1);
      expect(await read(db, ["broken.json"])).toMatchObject({
        rejected: [],
        rejectedBefore: 1,
        unchanged: 2_999,
      });
      const rejected = vi.fn();
      await read(db, ["broken.json"], { onRejected: rejected });
      expect(rejected).toHaveBeenCalledOnce();
    }));
});

test("an ingest may end while another one begins a bulk load", () =>
  inDatabase(async ({ db, url }) => {
    await read(db, ["feed.jsonl"]);
    const ending = await inClient(url, async (client) => {
      await client.query("begin; drop index paper_texts_search_idx");
      const result = read(db, []);
      const merging = sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%merge_words%'`;
      await vi.waitFor(async () => expect(await db.query(merging)).toHaveLength(1), waiting);
      await client.query("commit");
      return result;
    });
    expect(ending).toMatchObject({ added: 0, rejected: [] });
  }));
