import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportPapers } from "../../src/domain/interchange/export.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { ingest } from "../../src/ingest/ingest.js";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { paper, record } from "../kit/models/papers.js";
import { chronicle, feed, page } from "../kit/models/worlds.js";
import { run } from "../kit/server/processes.js";

async function exported({ db }: TestDatabase): Promise<string> {
  let text = "";
  await exportPapers(db, async (lines) => {
    text += lines;
  });
  return text;
}

describe("an export", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "papergraph-export-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("is byte-identical after ingest into an empty database", async () => {
    await fc.assert(
      fc.asyncProperty(
        feed,
        page,
        chronicle,
        fc.infiniteStream(fc.nat(20)),
        async (papers, listed, later, totals) => {
          const [first, second] = [await createDatabase(), await createDatabase()];
          await record(first.db, listed, { trustLevel: trustLevels.page, source: "page" });
          await record(first.db, papers, { observedAt: new Date("2025-08-01T00:00:00Z") });
          await record(first.db, later, { observedAt: new Date("2025-08-02T00:00:00Z") });
          await recordUpvotes(
            first.db,
            papers.map(({ arxivId }, index) => ({
              paper: `arxiv/${arxivId}` as const,
              upvotes: totals.next().value ?? 0,
              observedAt: new Date(Date.UTC(2025, 6, 1 + (index % 60))),
            })),
            { source: "bot", now: new Date("2025-09-01T00:00:00Z") },
          );
          const before = await exported(first);
          const file = join(directory, "papers.jsonl");
          await writeFile(file, before);
          const summary = await ingest(second.db, {
            files: [file],
            standardInput: process.stdin,
            reading: {},
            now: () => new Date("2025-10-01T00:00:00Z"),
          });
          expect(summary.rejected).toEqual([]);
          expect(await exported(second)).toBe(before);
          const scores = sql`select p.title, s.day, s.week, s.month from trending_scores s join papers p on p.id = s.paper_id
          order by p.title`;
          expect(await second.db.query(scores)).toEqual(await first.db.query(scores));
          await Promise.all([first.drop(), second.drop()]);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test("is sorted by arXiv ID, then by title", async () => {
    const database = await createDatabase();
    await record(database.db, [
      paper("Zebra"),
      paper("B", { arxivId: "2507.00002" }),
      paper("Ape"),
      paper("C", { arxivId: "hep-th/9901001" }),
      paper("A", { arxivId: "2507.00010" }),
    ]);
    const titles = (await exported(database))
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { title: string }).title);
    expect(titles).toEqual(["B", "A", "C", "Ape", "Zebra"]);
    await database.drop();
  });

  test("has the fields of a paper in a fixed order", async () => {
    const database = await createDatabase();
    const all = {
      arxivId: "2507.00001",
      title: "All",
      abstract: "Of it.",
      publishedAt: new Date("2025-07-01T00:00:00Z"),
      featuredOn: ["2025-07-02"],
      withdrawnAt: new Date("2025-07-03T00:00:00Z"),
      authors: [{ name: "Ada" }],
      authorsCount: 2,
      organization: { slug: "lab" },
      keywords: ["order"],
      upvotes: 1,
      upvoteHistory: [{ at: new Date("2025-07-04T00:00:00Z"), upvotes: 1 }],
      commentsCount: 1,
      projectUrl: "https://example.org/project",
      codeUrl: "https://example.org/code",
      githubStars: 1,
      thumbnailUrl: "https://example.org/small.png",
      starHistory: [{ at: new Date("2025-07-04T00:00:00Z"), stars: 1 }],
    };
    await record(database.db, [all]);
    expect(Object.keys(JSON.parse(await exported(database)))).toEqual(Object.keys(all));
    await database.drop();
  });

  test("can be written and read by the command line", async () => {
    const [first, second] = [await createDatabase(), await createDatabase()];
    await record(first.db, [
      paper("Über naïve “quotes”", {
        arxivId: "2507.00001",
        abstract: 'Says "things".',
        authors: [
          { name: "Ada", accountId: "a", accountName: "Ada Lovelace", username: "ada" },
          { name: "Ghost", hidden: true },
        ],
        organization: { slug: "facebook", name: "AI at Meta" },
        keywords: ["LLMs"],
        upvotes: 3,
      }),
      // An account whose name is the printed one of some of its papers.
      ...["A. Lovelace", "Ada Lovelace", "Ada L."].map((name, index) =>
        paper(`Notes ${index}`, { authors: [{ name, accountId: "b", accountName: "Ada Lovelace" }] }),
      ),
      paper("Alone", { authors: [{ name: "Bo Li", accountId: "c", accountName: "Bo Li" }] }),
    ]);
    const out = await run(["export"], { DATABASE_URL: first.url });
    expect(out).toMatchObject({ code: 0, stderr: "" });
    const back = await run(["ingest", "-"], { DATABASE_URL: second.url }, out.stdout);
    expect(back.stdout).toMatch(/5 added, 0 updated, 0 unchanged, 0 rejected/);
    expect((await run(["export"], { DATABASE_URL: second.url })).stdout).toBe(out.stdout);
    const accounts = ({ db }: TestDatabase) =>
      db.query(sql`select account_id, name, account_name, username from authors order by account_id, name`);
    expect(await accounts(second)).toEqual(await accounts(first));
    await Promise.all([first.drop(), second.drop()]);
  });
});
