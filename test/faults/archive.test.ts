import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/db/client.js";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded/embedded.js";
import { createDatabase, inDatabase, type TestDatabase } from "../kit/db/database.js";
import { type Dump, dump, indexesOf } from "../kit/db/dump.js";
import { waiting } from "../kit/faults/waiting.js";
import { kaggleRow } from "../kit/ingest/archives.js";
import { shortPapers } from "../kit/models/papers.js";
import { openProxy, run, start } from "../kit/server/processes.js";

// State after an interrupted ingest, and after the next one.

/** Batch size of ingest. */
const batch = 2_500;

let directory: string;
const file = (name: string) => join(directory, name);

const archived = (index: number) => ({
  id: `2601.${String(10_000 + index)}`,
  title: `Archived paper ${index} of the well-known kind`,
  authors_parsed: [
    ["Author", `Number ${index % 700}`, ""],
    [index % 3 === 0 ? "Müller" : "Muller", "Anna", ""],
    ["Unique", `Name ${index}`, ""],
  ],
});
const archive = Array.from({ length: 8_000 }, (_, index) => kaggleRow(archived(index)));
/** An archive that fills a file of 17 MB. */
const large = Array.from({ length: 9_000 }, (_, index) =>
  kaggleRow({
    ...archived(index),
    abstract: `  What paper ${index} is about: ${"trees, and stones next to them; ".repeat(100)}\n`,
  }),
);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "faults-archive-"));
  await writeFile(file("archive.json"), archive.map((row) => JSON.stringify(row)).join("\n"));
  await writeFile(file("large.json"), large.map((row) => JSON.stringify(row)).join("\n"));
  // Those without an id may be of papers that are there, and add none.
  const feed = shortPapers(6_500, 6).filter(({ arxivId }) => arxivId !== undefined);
  await writeFile(file("feed.jsonl"), feed.map((paper) => JSON.stringify(paper)).join("\n"));
});
afterAll(() => rm(directory, { recursive: true }));

async function storedIn(db: Database): Promise<number> {
  const rows = await db
    .query<{ count: number }>(sql`select count(*)::int as count from papers`)
    .catch(() => []);
  return rows[0]?.count ?? 0;
}

interface Stored {
  data: Dump;
  indexes: { indexdef: string }[];
}
const peaceful = new Map<string, Promise<Stored>>();

/** What an ingest of a file stores without interruption. */
function undisturbed(name: string): Promise<Stored> {
  const known = peaceful.get(name);
  if (known) return known;
  const stored = (async () => {
    const { db, url, drop } = await createDatabase();
    expect((await run(["ingest", file(name)], { DATABASE_URL: url })).code).toBe(0);
    const result = { data: await dump(db), indexes: await indexesOf(db) };
    await drop();
    return result;
  })();
  peaceful.set(name, stored);
  return stored;
}

describe.each(["archive.json", "feed.jsonl"])("an ingest of %s that is killed", (name) => {
  /** Kills an ingest shortly after `reached`, which gets what it has printed. */
  async function killWhen(
    { db, url }: TestDatabase,
    papers: number,
    reached: (printed: string) => Promise<void>,
  ): Promise<void> {
    const dying = start(["ingest", file(name)], { DATABASE_URL: url });
    let printed = "";
    dying.child.stderr?.on("data", (text: Buffer) => {
      printed += text.toString();
    });
    await vi.waitFor(() => reached(printed), waiting);
    await delay(Math.random() * 200);
    dying.child.kill("SIGKILL");
    await dying.finished;
    const stored = await storedIn(db);
    expect([0, stored]).toContain(stored === papers ? stored : stored % batch);
  }

  async function expectComplete({ db, url }: TestDatabase, expected: Stored): Promise<void> {
    expect((await run(["ingest", file(name)], { DATABASE_URL: url })).code).toBe(0);
    expect(await dump(db)).toEqual(expected.data);
    expect(await indexesOf(db)).toEqual(expected.indexes);
  }

  test("repeatedly leaves complete batches, and finally the same data as without interruption", async () => {
    const expected = await undisturbed(name);
    await inDatabase(async (database) => {
      // Before the first batch and in later ones.
      for (const more of [0, 1, batch, 2 * batch]) {
        const before = await storedIn(database.db);
        const enough = Math.min(before + more, 2 * batch);
        await killWhen(database, expected.data.papers.length, async () =>
          expect(await storedIn(database.db)).toBeGreaterThanOrEqual(enough),
        );
      }
      await expectComplete(database, expected);
    });
  });

  test("during the deferred work leaves all papers, and finally the same data", async () => {
    const expected = await undisturbed(name);
    await inDatabase(async (database) => {
      await killWhen(database, expected.data.papers.length, async (printed) =>
        expect(printed).toContain("All papers stored"),
      );
      expect(await storedIn(database.db)).toBe(expected.data.papers.length);
      await expectComplete(database, expected);
    });
  });
});

test("an ingest that loses its database reports it with how to resume, and leaves complete batches", async () => {
  const expected = await undisturbed("archive.json");
  const database = await createDatabase();
  const { hostname, port } = new URL(database.url);
  const way = await openProxy({ host: hostname, port: Number(port) });
  const overTheWay = new URL(database.url);
  overTheWay.host = `127.0.0.1:${way.port}`;
  const losing = start(["ingest", file("archive.json")], { DATABASE_URL: overTheWay.href });
  await vi.waitFor(async () => expect(await storedIn(database.db)).toBeGreaterThanOrEqual(batch), waiting);
  await way.close();
  const { code, stderr } = await losing.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^papergraph: Database error: .*; \d+ added, .* so far\. Run the same command again to resume\.$/m,
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  const stored = await storedIn(database.db);
  expect([stored % batch, stored < archive.length]).toEqual([0, true]);

  const { stdout } = await run(["ingest", "--json", file("archive.json")], { DATABASE_URL: database.url });
  expect(JSON.parse(stdout)).toMatchObject({ added: archive.length - stored, unchanged: stored });
  expect(await dump(database.db)).toEqual(expected.data);
  await database.drop();
});

// A limit on the size of files is what every user can have; a disk that is full fails in the same place.
test.skipIf(process.platform === "win32")(
  "an ingest onto a full disk says so, and leaves whole batches; with more room it goes on",
  async () => {
    const expected = await undisturbed("large.json");
    const settings = { ...process.env, DATABASE_URL: undefined, DATA_DIR: file("data"), LOG_LEVEL: "silent" };
    // In blocks of 512 bytes: 17 MB, since segments of the WAL have 16 MiB.
    const command = `ulimit -f 33200; exec "$0" "$@"`;
    const full = spawn(
      "sh",
      ["-c", command, process.execPath, "dist/main.js", "ingest", file("large.json")],
      { env: settings, stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    full.stderr.on("data", (text: Buffer) => {
      said += text.toString();
    });
    const [code] = await once(full, "close");
    expect(code).toBe(1);
    expect(said).toMatch(/Database error: could not extend file .*Run the same command again to resume/);

    const embedded = await openEmbedded({ directory: file("data"), log: () => undefined });
    const db = openDatabase({ url: embedded.url });
    const stored = await storedIn(db);
    expect([stored % batch, stored > 0, stored < large.length]).toEqual([0, true, true]);
    await run(["ingest", file("large.json")], { DATABASE_URL: embedded.url });
    expect(await dump(db)).toEqual(expected.data);
    await db.close();
    await embedded.close();
  },
  240_000,
);
