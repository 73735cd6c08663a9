import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { dump } from "../kit/db/dump.js";
import { atomEntry, atomFeed, kaggleRow, oaiDocument, rawRecord } from "../kit/ingest/archives.js";
import { run, start } from "../kit/server/processes.js";

/** A row of Daily Papers as the feed has them. */
function row(number: number, fields: Record<string, unknown> = {}) {
  const id = `2507.${String(number).padStart(5, "0")}`;
  return {
    paper: {
      id,
      title: `Paper number\n  ${number}`,
      summary: `What paper ${number}\nis about.`,
      publishedAt: "2025-07-07T22:00:00.000Z",
      submittedOnDailyAt: "2025-07-08T00:00:00.000Z",
      upvotes: number % 50,
      authors: [
        { _id: `a${number}`, name: `Author ${number % 40}`, hidden: false },
        {
          _id: `b${number}`,
          name: `Claimer ${number % 7}`,
          hidden: false,
          user: { _id: `u${number % 7}`, fullname: `User ${number % 7}`, user: `user${number % 7}` },
        },
      ],
      ai_keywords: ["LLMs", `topic ${number % 11}`],
      ...(number % 3 === 0
        ? { organization: { _id: "o", name: `org${number % 5}`, fullname: `Org ${number % 5}` } }
        : {}),
      ...fields,
    },
    publishedAt: "2025-07-07T18:00:00.000Z",
    title: `Paper number\n  ${number}`,
    numComments: number % 4,
    isAuthorParticipating: false,
  };
}

const rows = Array.from({ length: 1_800 }, (_, index) => row(index + 1));
const page = `Daily Papers

Apr 14

Paper number 4

${"A sentence of an abstract that is long enough to be one, and then some more of it. ".repeat(3)}

qwen Qwen
·
Apr 6 2

A paper of the page alone

${"Another sentence of an abstract that is long enough to be one, and then some more. ".repeat(3)}

  • 10 authors
·
Nov 28, 2023
`;

let directory: string;
let database: TestDatabase;
const settings = () => ({ DATABASE_URL: database.url });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-ingest-"));
  await writeFile(join(directory, "july.json"), JSON.stringify(rows));
  await writeFile(join(directory, "july.json.gz"), gzipSync(JSON.stringify(rows)));
  await writeFile(join(directory, "page.txt"), page);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function inDatabase(work: () => Promise<void>, template?: "empty"): Promise<void> {
  database = await createDatabase(template);
  try {
    await work();
  } finally {
    await database.drop();
  }
}

const file = (name: string) => join(directory, name);

describe("ingest", () => {
  test("stores files of both formats, compressed or not, from a file or standard input; repeating it is a no-op", () =>
    inDatabase(async () => {
      const first = await run(["ingest", "--json", file("july.json.gz"), file("page.txt")], settings());
      expect([first.code, JSON.parse(first.stdout)]).toEqual([
        0,
        { added: 1_801, updated: 1, unchanged: 0, rejected: [] },
      ]);
      const before = await dump(database.db);
      expect(before.papers.find((paper) => paper["arxiv_id"] === "2507.00004")).toMatchObject({
        title: "Paper number 4",
        abstract: "What paper 4 is about.",
        days: ["2025-07-08"],
        comments_count: 0,
        upvotes: 4,
        authors_count: 2,
      });
      expect(before.papers.find((paper) => paper["arxiv_id"] === null)).toMatchObject({
        title: "A paper of the page alone",
        authors_count: 10,
        published_on: new Date("2023-11-28"),
      });

      const again = await run(
        ["ingest", file("page.txt"), file("july.json"), "-"],
        settings(),
        gzipSync(JSON.stringify(rows)),
      );
      expect(again.stdout).toMatch(/^0 added, 0 updated, 3602 unchanged, 0 rejected in /);
      expect(await dump(database.db)).toEqual(before);
      const sources = await database.db.query(
        sql`select name, last_succeeded_at is not null as ok, last_error from sources order by 1`,
      );
      expect(sources).toEqual([
        { name: "daily-papers-file", ok: true, last_error: null },
        { name: "daily-papers-page", ok: true, last_error: null },
      ]);
    }, "empty"));

  test("leaves no words that searches read one after another", () =>
    inDatabase(async () => {
      for (const name of ["july.json", "page.txt"]) await run(["ingest", file(name)], settings());
      const waiting = sql`select gin_clean_pending_list('paper_texts_search_idx')::int as pages`;
      expect(await database.db.query(waiting)).toEqual([{ pages: 0 }]);
    }));

  test("accepts an archive in any of its formats; the feed takes precedence over it", () =>
    inDatabase(async () => {
      const paper = { id: "2507.00002", title: "On Trees" };
      await writeFile(file("snapshot.json"), JSON.stringify(kaggleRow(paper)));
      await writeFile(file("oai.xml.gz"), gzipSync(oaiDocument(rawRecord(paper))));
      await writeFile(file("atom.xml"), atomFeed(atomEntry(paper)));
      await writeFile(file("feed.json"), JSON.stringify([row(2)]));
      const archives = ["snapshot.json", "oai.xml.gz", "atom.xml"].map(file);
      expect((await run(["ingest", ...archives], settings())).stdout).toMatch(/^1 added, 0 updated, 2 unch/);
      expect((await dump(database.db)).papers).toMatchObject([
        { arxiv_id: "2507.00002", title: "On Trees", authors_count: 3, upvotes: 0 },
      ]);
      expect((await run(["ingest", file("feed.json")], settings())).stdout).toMatch(/^0 added, 1 updated/);
      const before = await dump(database.db);
      expect(before.papers).toMatchObject([{ title: "Paper number 2", authors_count: 2, upvotes: 2 }]);
      expect((await run(["ingest", ...archives], settings())).stdout).toMatch(/, 3 unchanged, 0 rejected/);
      expect(await dump(database.db)).toEqual(before);
      expect(await database.db.query(sql`select name from sources order by 1`)).toEqual([
        { name: "arxiv" },
        { name: "daily-papers-file" },
      ]);
    }));

  test("reports unreadable records with file and position, stores the rest, and exits with 1", () =>
    inDatabase(async () => {
      const mixed = JSON.stringify([
        row(1),
        { ...row(2), title: null, paper: { ...row(2).paper, title: null } },
        row(3),
      ]);
      await writeFile(file("mixed.json"), `${mixed.slice(0, -1)},{"paper":`);
      await writeFile(
        file("broken.txt"),
        Buffer.concat([Buffer.from(page), Buffer.from([0xff, 0xfe, 0x0a])]),
      );
      await writeFile(file("picture.png"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]));
      const { code, stdout, stderr } = await run(
        ["ingest", file("mixed.json"), file("picture.png"), file("missing.json")],
        settings(),
      );
      expect(code).toBe(1);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^2 added, 0 updated, 0 unchanged, 2 rejected, 2 files rejected/);
      expect(stdout).toMatch(/mixed\.json, record 2 \(byte \d+\): .*title/);
      expect(stdout).toMatch(/mixed\.json, record 4 \(byte \d+\): the file ends/);
      expect(stdout).toMatch(/picture\.png: unknown format/);
      expect(stdout).toMatch(/missing\.json: file not found/);
      const [source] = await database.db.query<{ error: string }>(
        sql`select last_error as error from sources`,
      );
      expect(source?.error).toMatch(/record 2/);
    }));

  test("drops an impossible number of upvotes before the sums of a day can overflow", () =>
    inDatabase(async () => {
      const most = { upvotes: 2_147_483_647 };
      await writeFile(file("votes.json"), JSON.stringify([row(1, most), row(2), row(3, most)]));
      const { code, stdout } = await run(["ingest", file("votes.json")], settings());
      expect(code).toBe(0);
      expect(stdout).toMatch(/^3 added, 0 updated, 0 unchanged, 0 rejected/);
      expect(stdout).toMatch(/^2 invalid values were dropped from papers that were kept\.$/m);
      expect(stdout).toMatch(/record 3 .*: upvotes: expected at most 1,000,000/);
    }));

  test("writes all rejected records to a file on request, and keeps the first thousand in memory", () =>
    inDatabase(async () => {
      const bad = Array.from({ length: 5_000 }, (_, number) => `{"arxivId":"x${number}","title":"x"}\n`);
      await writeFile(file("bad.jsonl"), `${bad.join("")}{"arxivId":"2507.00001","title":"On Trees"}\n`);
      const command = ["ingest", "--rejected", file("rejected.jsonl"), file("bad.jsonl"), file("missing")];
      const ingest = await run(command, settings());
      expect([ingest.code, ingest.stderr]).toEqual([1, ""]);
      expect(ingest.stdout).toMatch(/^1 added, 0 updated, 0 unchanged, 5001 rejected/);
      expect(ingest.stdout.split("\n").slice(1)).toHaveLength(22);
      expect(ingest.stdout).toContain(`… and 4981 more; see ${file("rejected.jsonl")}.`);
      const lines = (await readFile(file("rejected.jsonl"), "utf8")).trimEnd().split("\n");
      expect(lines).toHaveLength(5_001);
      expect(JSON.parse(lines[4_999] ?? "")).toEqual({
        file: file("bad.jsonl"),
        position: { record: 5_000, byte: expect.any(Number) },
        reason: expect.stringContaining("x4999"),
      });
      expect(JSON.parse(lines[5_000] ?? "")).toEqual({
        file: file("missing"),
        reason: "file not found",
      });

      const { stdout } = await run(["ingest", "--json", file("bad.jsonl")], settings());
      const { rejected, ...others } = JSON.parse(stdout);
      expect(rejected).toHaveLength(1_000);
      expect(others).toEqual({ added: 0, updated: 0, unchanged: 1, moreRejected: 4_000 });
    }));

  test("refuses to write rejected records over its input or to an unwritable path", () =>
    inDatabase(async () => {
      await writeFile(file("same.json"), JSON.stringify([row(1)]));
      const same = await run(["ingest", "--rejected", file("same.json"), file("same.json")], settings());
      expect([same.code, same.stderr]).toEqual([1, expect.stringContaining("would overwrite")]);
      expect(JSON.parse(await readFile(file("same.json"), "utf8"))).toEqual([row(1)]);
      const nowhere = await run(["ingest", "--rejected", file("no/such"), file("same.json")], settings());
      expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("Cannot write")]);
    }));

  test("accepts what the number after a date counts, and when the page was saved", () =>
    inDatabase(async () => {
      await run(
        ["ingest", "--trailing-count", "upvotes", "--as-of", "2024-04-14", file("page.txt")],
        settings(),
      );
      expect((await dump(database.db)).papers).toMatchObject([
        { title: "A paper of the page alone", upvotes: 0, comments_count: 0, observations: 0 },
        {
          title: "Paper number 4",
          upvotes: 2,
          comments_count: 0,
          observations: 1,
          published_on: new Date("2024-04-06"),
        },
      ]);
    }));

  test("rejects invalid dates and formats", () =>
    inDatabase(async () => {
      const day = await run(["ingest", "--as-of", "2026-02-30", file("page.txt")], settings());
      expect([day.code, day.stderr]).toEqual([1, expect.stringContaining("Expected a date like 2026-04-14")]);
      const format = await run(["ingest", "--format", "xml", file("page.txt")], settings());
      expect([format.code, format.stderr]).toEqual([
        1,
        expect.stringContaining("page, daily, papergraph, kaggle, oai, atom"),
      ]);
    }));

  test("killed and repeated, it results in the same data", () =>
    inDatabase(async () => {
      const undisturbed = await createDatabase();
      const text = JSON.stringify(Array.from({ length: 6_000 }, (_, index) => row(index + 1)));
      await writeFile(file("year.json"), text);
      await run(["ingest", file("year.json")], { DATABASE_URL: undisturbed.url });

      const dying = start(["ingest", "-"], settings());
      dying.child.stdin?.on("error", () => undefined);
      // Enough for some batches, never the end: it waits for more when it is killed.
      dying.child.stdin?.write(text.slice(0, Math.floor(text.length * 0.8)));
      const stored = async () => {
        const [counted] = await database.db.query<{ n: number }>(sql`select count(*)::int as n from papers`);
        return counted?.n ?? 0;
      };
      await vi.waitFor(async () => expect(await stored()).toBeGreaterThanOrEqual(2_500), {
        timeout: 120_000,
      });
      dying.child.kill("SIGKILL");
      expect((await dying.finished).signal).toBe("SIGKILL");
      expect((await stored()) % 2_500).toBe(0);

      const { stdout } = await run(["ingest", "--json", file("year.json")], settings());
      const { added, unchanged } = JSON.parse(stdout);
      expect([added + unchanged, unchanged % 2_500]).toEqual([6_000, 0]);
      expect(await dump(database.db)).toEqual(await dump(undisturbed.db));
      await undisturbed.drop();
    }));

  test("papers from files publish events only if announced, and only once", () =>
    inDatabase(async () => {
      const added = async () => {
        const rows = await database.db.query<{ papers: number }>(
          sql`select count(*)::int as papers from events where topic = 'added'`,
        );
        return rows[0]?.papers;
      };
      await run(["ingest", file("page.txt")], settings());
      expect(await added()).toBe(0);
      const { stdout } = await run(["ingest", "--json", "--announce", file("july.json")], settings());
      const announced = JSON.parse(stdout).added;
      expect(announced).toBeGreaterThan(1_000);
      expect(await added()).toBe(announced);
      await run(["ingest", "--announce", file("july.json")], settings());
      expect(await added()).toBe(announced);
    }));

  test("two concurrent runs result in the same data as one", () =>
    inDatabase(async () => {
      const alone = await createDatabase();
      await run(["ingest", file("july.json")], { DATABASE_URL: alone.url });
      const both = await Promise.all(
        [1, 2].map(() => run(["ingest", "--json", file("july.json")], settings())),
      );
      const summaries = both.map(({ stdout }) => JSON.parse(stdout));
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      expect(summaries[0].added + summaries[1].added).toBe(1_800);
      expect(await dump(database.db)).toEqual(await dump(alone.db));
      await alone.drop();
    }));

  test("counts a file that cannot be read as a file, not as a record", () =>
    inDatabase(async () => {
      const { code, stdout } = await run(["ingest", "nofile.txt"], settings());
      expect([code, stdout]).toEqual([
        1,
        expect.stringMatching(
          /^0 added, 0 updated, 0 unchanged, 0 rejected, 1 file rejected in .*\n {2}nofile/,
        ),
      ]);
    }));

  test("reports that the database is unreachable, and how to resume", async () => {
    const { code, stderr } = await run(["ingest", file("page.txt")], {
      DATABASE_URL: "postgresql://a:b@127.0.0.1:1/x",
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^papergraph: .*ECONNREFUSED.*Run the same command again to resume\.\n$/);
  });
});
