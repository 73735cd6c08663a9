import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sql from "sql-template-tag";
import { expect, test, vi } from "vitest";
import type { Database } from "../../src/db/database.js";
import { exportPapers } from "../../src/domain/interchange/export.js";
import { recomputeStaleBoards } from "../../src/domain/upkeep/stale-boards.js";
import { ingest } from "../../src/ingest/ingest.js";
import { createDatabase, inDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { serve } from "../kit/server/processes.js";
import { writerOf } from "../kit/server/writing.js";

async function ingestFile(db: Database, path: string, source: string): Promise<void> {
  const { rejected } = await ingest(db, {
    files: [path],
    standardInput: process.stdin,
    source,
    reading: {},
    now: () => new Date(),
  });
  expect(rejected).toEqual([]);
}

interface Board {
  trending: {
    asOf: string;
    clock: string;
    nodes: { score: number; paper: { upvotes: number; trending: { score: number } } }[];
  };
}

test("the clock of the sample is its own, until there is a paper or an upvote from another source", async () => {
  const database = await createDatabase();
  const app = await startApp(database);
  const write = writerOf(app);
  const board = async () =>
    (
      await app.get<Board>(
        "{ trending(first: 20) { asOf clock nodes { score paper { upvotes trending { score } } } } }",
      )
    ).trending;
  expect(await board()).toMatchObject({ clock: "LIVE", nodes: [] });

  await ingestFile(database.db, "seed/sample.jsonl", "sample");
  const sample = await board();
  expect(sample).toMatchObject({ clock: "SAMPLE", asOf: "2025-10-01T00:00:00.000Z" });
  expect(sample.nodes.length).toBe(20);
  for (const { score, paper } of sample.nodes) {
    // None of the top is older than two days: at least a 64th of the upvotes is left.
    expect(score).toBeGreaterThanOrEqual(paper.upvotes / 64 - 1e-9);
    expect(paper.trending.score).toBe(score);
  }

  const before = Date.now();
  const [first] = (await readFile("seed/sample.jsonl", "utf8")).split("\n");
  const { arxivId } = JSON.parse(first ?? "") as { arxivId: string };
  await write.upvotes([{ arxivId, upvotes: 5_000, observedAt: new Date() }]);
  const live = await board();
  expect(live.clock).toBe("LIVE");
  expect(Date.parse(live.asOf)).toBeGreaterThanOrEqual(before);
  expect(live.nodes[0]?.paper.upvotes).toBe(5_000);
  await app.close();
  await database.drop();
});

/** The boards of days, by the arXiv IDs of their papers. */
async function boardsOf(db: Database): Promise<object[]> {
  return db.query(sql`
    select board, day::text, scores, array(
      select coalesce(p.arxiv_id, p.title_key) from unnest(paper_ids) with ordinality as place(id, rank)
      join papers p using (id) order by rank
    ) as papers
    from daily_boards order by day, board
  `);
}

test("servers compute the boards of past days, also after one was killed, each day once", async () => {
  const [database, plain] = [await createDatabase(), await createDatabase()];
  const settings = { DATABASE_URL: database.url };
  const days = async () => {
    const [row] = await database.db.query<{ left: number; done: number }>(sql`
      select count(*) filter (where stale)::int as left, count(*) filter (where not stale)::int as done from board_days
    `);
    return row;
  };
  const dying = await serve(settings);
  await vi.waitFor(async () => expect((await days())?.done).toBeGreaterThan(0), { timeout: 60_000 });
  dying.child.kill("SIGKILL");
  await dying.finished;
  const servers = [await serve(settings), await serve(settings)];
  await vi.waitFor(async () => expect((await days())?.left).toBe(0), { timeout: 60_000, interval: 200 });

  await ingestFile(plain.db, "seed/sample.jsonl", "sample");
  while (await recomputeStaleBoards(plain.db, new Date()));
  expect(await boardsOf(database.db)).toEqual(await boardsOf(plain.db));
  for (const { child, finished } of servers) {
    child.kill("SIGTERM");
    await finished;
  }
  await Promise.all([database.drop(), plain.drop()]);
}, 150_000);

const starsQuery = `query ($resolution: TimeResolution!) {
  paper(by: { arxivId: "2507.00001" }) { githubStars starHistory(resolution: $resolution) { at stars } }
}`;

interface Stars {
  paper: { githubStars: number | null; starHistory: { at: string; stars: number }[] };
}

async function starsOf(app: TestApp, resolution = "HOUR"): Promise<Stars["paper"]> {
  return (await app.get<Stars>(starsQuery, { resolution })).paper;
}

const at = (day: number, hour = 0) => new Date(Date.UTC(2025, 6, day, hour));

test("stars are kept over time when they change, in any order of files, and exported", async () => {
  await inDatabase(async (database) => {
    const app = await startApp(database);
    const stars = (githubStars: number | null, observedAt: Date) =>
      record(database.db, [paper("Starred", { arxivId: "2507.00001", githubStars })], { observedAt });
    await stars(10, at(8));
    await stars(10, at(9));
    await stars(25, at(10, 1));
    await stars(30, at(10, 5));
    const history = [
      { at: at(8).toISOString(), stars: 10 },
      { at: at(10, 1).toISOString(), stars: 25 },
      { at: at(10, 5).toISOString(), stars: 30 },
    ];
    expect(await starsOf(app)).toEqual({ githubStars: 30, starHistory: history });
    expect((await starsOf(app, "DAY")).starHistory).toEqual([history[0], history[2]]);

    // A source of less trust adds nothing, and neither does a file that does not state when.
    await record(database.db, [paper("Starred", { arxivId: "2507.00001", githubStars: 7 })], {
      observedAt: at(11),
      trustLevel: 2,
    });
    const directory = await mkdtemp(join(tmpdir(), "papergraph-stars-"));
    const path = join(directory, "papers.jsonl");
    await writeFile(
      path,
      `${JSON.stringify({ arxivId: "2507.00001", title: "Starred", githubStars: 30 })}\n`,
    );
    await ingestFile(database.db, path, "papergraph");
    expect(await starsOf(app)).toEqual({ githubStars: 30, starHistory: history });
    // A clearing source leaves the history.
    await stars(null, at(12));
    expect(await starsOf(app)).toEqual({ githubStars: null, starHistory: history });

    let exported = "";
    await exportPapers(database.db, async (lines) => {
      exported += lines;
    });
    await inDatabase(async (copy) => {
      await writeFile(path, exported);
      await ingestFile(copy.db, path, "papergraph");
      await ingestFile(copy.db, path, "papergraph");
      const rows = (db: Database) =>
        db.query(sql`select observed_at, stars from star_observations order by observed_at`);
      expect(await rows(copy.db)).toEqual(await rows(database.db));
    });
    await app.close();
    await rm(directory, { recursive: true });
  });
});

test("histories with swapped bounds are an error", async () => {
  await inDatabase(async (database) => {
    const app = await startApp(database);
    await record(database.db, [paper("One", { arxivId: "2507.00001" })]);
    const { errors } = await app.ask(`{
      paper(by: { arxivId: "2507.00001" }) {
        starHistory(from: "2025-07-09T00:00:00Z", to: "2025-07-08T00:00:00Z") { stars }
      }
    }`);
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^starHistory: `from` .* is after `to` .*\. Swap them\.$/) },
    ]);
    await app.close();
  });
});
