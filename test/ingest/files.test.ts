import fs from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type IngestOptions, ingest } from "../../src/ingest/ingest.js";
import { createDatabase, type TestDatabase } from "../kit/db/database.js";
import { zipOf } from "../kit/ingest/zip.js";
import { run } from "../kit/server/processes.js";

let directory: string;
let database: TestDatabase;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papergraph-files-"));
  database = await createDatabase();
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await database.drop();
});

/** Ingests the content of a file, or what lies at a path, into the one database. */
async function ingested(
  content: string | Uint8Array | { path: string },
  options: Partial<IngestOptions> = {},
) {
  const path = typeof content === "object" && "path" in content ? content.path : join(directory, "file");
  if (typeof content === "string" || content instanceof Uint8Array) await writeFile(path, content);
  return ingest(database.db, {
    files: [path],
    standardInput: Readable.from([]),
    reading: {},
    now: () => new Date("2025-10-01T00:00:00Z"),
    ...options,
  });
}

async function titles(): Promise<string[]> {
  const rows = await database.db.query<{ title: string }>(sql`select title from papers order by id`);
  return rows.map(({ title }) => title);
}

async function sources(): Promise<string[]> {
  const rows = await database.db.query<{ name: string }>(sql`select name from sources order by 1`);
  return rows.map(({ name }) => name);
}

const line = (title: string) => `${JSON.stringify({ title, commentsCount: 1 })}\n`;

describe("a file without papers", () => {
  const bytes = (hex: string) => Buffer.from(hex.padEnd(128, "00"), "hex");
  const tar = Buffer.alloc(1_024);
  tar.write("papers.json");
  tar.write("ustar", 257);
  const work = { id: "https://openalex.org/W1", display_name: "x", abstract_inverted_index: null };

  test.each<[string, string | Uint8Array, RegExp]>([
    [
      "Markdown",
      `# Notes\n\n${"We talked for long. ".repeat(20)}\n\n## More\n`,
      /a Daily Papers page.*10 authors/,
    ],
    ["Zstandard", bytes("28b52ffd"), /compressed with Zstandard; decompress it first: zstd -dc/],
    ["xz", bytes("fd377a585a00"), /compressed with xz.*xz -dc/],
    ["bzip2", bytes("425a6839"), /compressed with bzip2.*bzip2 -dc/],
    ["tar", tar, /a tar archive; unpack it.*tar -xf/],
    ["a compressed tar", gzipSync(tar), /a tar archive/],
    ["PDF", "%PDF-1.7 x", /a PDF document/],
    ["OpenAlex", JSON.stringify({ meta: { count: 1 }, results: [work] }), /OpenAlex JSON.*arXiv IDs/],
    ["Semantic Scholar", '{"total": 1, "data": [{"title": "x", "abstract": "y"}]}', /Semantic Scholar JSON/],
    [
      "a paper of Semantic Scholar",
      '{"paperId":"a","externalIds":{"ArXiv":"2507.00001"},"title":"x"}',
      /Semantic Scholar/,
    ],
    [
      "DBLP as XML",
      '<?xml version="1.0"?>\n<dblp>\n<article key="x"><title>x</title></article></dblp>',
      /DBLP/,
    ],
    ["DBLP as JSON", '{"result":{"query":"x","hits":{"hit":[]}}}', /DBLP/],
    ["BibTeX", "% x\n@article{a,\n  title = {On Trees}\n}\n", /BibTeX.*JSON Lines/],
    ["CSV", "id,title,abstract,authors\n1,x,y,z\n", /CSV.*JSON Lines/],
    ["CSV without rows", "id,title,abstract,authors\n", /CSV.*JSON Lines/],
    [
      "CSV of pandas",
      ',id,title,abstract\n0,1,"Trees, and ""more""","Of\n\ntrees, of stones"\n1,2,x,y\n',
      /CSV/,
    ],
    ["CSV with other signs in its names", "Title (en),Année\nOn trees,2025\n", /CSV/],
    ["CSV of two columns", "id,title\n1,On trees\n\n", /CSV/],
    ["a table with bars", 'id|title|abstract\n1|On "trees"|x, y\n', /CSV/],
    ["a table with tabs", "id\ttitle\n1\tOn trees\n", /CSV/],
    ["CSV that names its separator", "sep=;\r\nid;title\r\n1;On trees\r\n", /CSV/],
    [
      "source code",
      'import { a } from "a";\nimport { b } from "b";\nimport { c } from "c";\n',
      /Daily Papers page/,
    ],
    ["bars between links", "Models | Papers\nDocs | Prices\nMore | Less\n", /Daily Papers page/],
    ["prose", "Trees, of which\nthere are many, and\nstones, of which\n", /Daily Papers page/],
    ["a list of names", "Ada,\nBo,\nCleo,\n", /Daily Papers page/],
    [
      "a row that lacks a title",
      '{"arxivId":"2507.00001"}',
      /^a paper needs a title|title: a paper needs a title/,
    ],
    [
      "a typo",
      '{"title":"x","titel":"y"}',
      /"titel" is not a field of a paper \(read as papergraph's JSON Lines\)/,
    ],
  ])("is rejected with its kind and what to do: %s", async (_name, content, reason) => {
    const [papers, known] = [await titles(), await sources()];
    const summary = await ingested(content);
    expect(summary).toMatchObject({ added: 0, updated: 0, unchanged: 0, rejected: [expect.anything()] });
    expect(summary.rejected[0]?.reason).toMatch(reason);
    expect([await titles(), await sources()]).toEqual([papers, known]);
  });

  test.each([
    [
      "an address of OpenAlex",
      JSON.stringify([
        {
          paper: {
            id: "2507.00091",
            title: "Foreign one",
            summary: 'See "id": "https://openalex.org/W1".',
            projectPage: "https://openalex.org/",
          },
        },
      ]),
    ],
    [
      "commas",
      `Foreign, two, three\n\n${"Long, this is, and longer. ".repeat(9)}\n\n• 2 authors\n·\nMay 1, 2025\n`,
    ],
    [
      "commas in lines",
      `Foreign, three, and\nfour, five, or six\n\n${"Long, this is. ".repeat(12)}\n\n• 2 authors\n·\nMay 1, 2025\n`,
    ],
  ])("is not confused with papers that contain %s", async (_name, content) => {
    expect(await ingested(content)).toMatchObject({ added: 1, rejected: [] });
  });

  test("such as a URL or a directory is rejected with how to read it", async () => {
    await mkdir(join(directory, "folder"));
    for (const [path, reason] of [
      ["https://huggingface.co/api/daily_papers", /a URL; download it first: curl -L/],
      [join(directory, "folder"), /a directory; pass its files/],
    ] as const)
      expect(await ingested({ path })).toMatchObject({
        rejected: [{ reason: expect.stringMatching(reason) }],
      });
  });
});

test("files in a zip archive are read in order and reported by name", async () => {
  const archive = zipOf([
    ["one.jsonl", line("Zipped one") + line("Zipped two")],
    ["__MACOSX/._one.jsonl", "x"],
    ["more/two.jsonl", `${line("Zipped three")}{"title":"x","titel":"y"}\n`],
    ["more/.DS_Store", "x"],
  ]);
  const summary = await ingested(archive);
  expect(summary).toMatchObject({
    added: 3,
    rejected: [{ file: expect.stringMatching(/file\/more\/two\.jsonl$/) }],
  });
  expect((await titles()).slice(-3)).toEqual(["Zipped one", "Zipped two", "Zipped three"]);
  expect(await ingested(archive)).toMatchObject({ added: 0, unchanged: 3 });

  const damaged = Buffer.from(archive);
  damaged.fill(0, archive.length - 30);
  expect(await ingested(damaged)).toMatchObject({
    rejected: [{ reason: expect.stringMatching(/cannot read the zip archive/) }],
  });
  const broken = Buffer.from(archive);
  broken.fill(0xff, 45, 70);
  expect(await ingested(broken)).toMatchObject({
    rejected: expect.arrayContaining([
      { file: expect.any(String), reason: expect.stringMatching(/cannot read the zip archive/) },
    ]),
  });
  const standardInput = Readable.from([archive]);
  expect(await ingested({ path: "-" }, { standardInput })).toMatchObject({
    rejected: [{ reason: expect.stringMatching(/zip archive.*unzip -p/) }],
  });
});

test("files in a zip archive may have names with a dot first, as bsdtar writes them, and equal names", async () => {
  const archive = zipOf([
    ["./", ""],
    ["./dotted.jsonl", line("Dotted")],
    ["./.hidden", "x"],
    ["same.jsonl", line("First of a name")],
    ["same.jsonl", line("Second of a name")],
  ]);
  expect(await ingested(archive)).toMatchObject({ added: 3, rejected: [] });
  expect((await titles()).slice(-3)).toEqual(["Dotted", "First of a name", "Second of a name"]);
});

test("finding the files of a zip archive takes reads in proportion to their number", async () => {
  const reads = vi.spyOn(fs, "read");
  const readsOf = async (count: number) => {
    const archive = zipOf(Array.from({ length: count }, (_, index) => [`${index}.jsonl`, line("Dry")]));
    reads.mockClear();
    expect(await ingested(archive, { dryRun: true })).toMatchObject({ rejected: [] });
    return reads.mock.calls.length;
  };
  const few = await readsOf(10);
  expect(few).toBeGreaterThan(10);
  expect(await readsOf(80)).toBeLessThanOrEqual(8 * few);
  reads.mockRestore();
});

test("rejected files do not stay open", async () => {
  const openFiles = async () => (await readdir("/dev/fd")).length;
  const path = join(directory, "paper.pdf");
  await writeFile(path, "%PDF-1.7".padEnd(200_000));
  const files = Array.from({ length: 100 }, () => path);
  const before = await openFiles();
  expect((await ingested({ path: "" }, { files })).rejected).toHaveLength(files.length);
  await vi.waitFor(async () => expect(await openFiles()).toBeLessThan(before + files.length / 2));
});

test("UTF-16 is read in either byte order, with or without a byte order mark", async () => {
  const little = (text: string) => Buffer.from(text, "utf16le");
  const big = (text: string) => little(text).swap16();
  const contents = [
    little(`\ufeff${line("Über naïve 🚀")}`),
    big(`\ufeff${line("Über naïve 🚀")}`),
    little(line("Über naïve 🚀")),
    gzipSync(big(line("Über naïve 🚀"))),
  ];
  expect(await ingested(contents[0] as Buffer)).toMatchObject({ added: 1, rejected: [] });
  expect(await titles()).toContain("Über naïve 🚀");
  for (const content of contents)
    expect(await ingested(content)).toMatchObject({ unchanged: 1, rejected: [] });
});

test("a dry run reports changes without making them", async () => {
  await ingested(line("Dry and known"));
  const [before, known] = [await titles(), await sources()];
  const content = `${line("Dry and known")}${line("Dry and new")}{"titel":"x"}\n{"title":"Dry","githubStars":1.5}\n`;
  const options = { dryRun: true, source: "elsewhere" };
  expect(await ingested(content, options)).toMatchObject({
    added: 2,
    unchanged: 1,
    rejected: [{ position: { record: 3 } }],
    warnings: [
      { position: { record: 4 }, reason: "githubStars: expected a whole number, got the number 1.5" },
    ],
  });
  expect([await titles(), await sources()]).toEqual([before, known]);
  expect(await ingested(content, { source: "elsewhere" })).toMatchObject({ added: 2, unchanged: 1 });
  expect(await sources()).toContain("elsewhere");
});

test("a dry run matches organizations by ID and slug like recording", async () => {
  const of = (title: string, organization: object) => `${JSON.stringify({ title, organization })}\n`;
  await ingested(
    of("Dry lab", { sourceId: "dry-1", slug: "dry-lab" }) + of("Dry slug", { slug: "dry-slug" }),
  );
  const content =
    of("Dry lab", { sourceId: "dry-1", slug: "dry-lab-2" }) +
    of("Dry slug", { sourceId: "dry-1", slug: "dry-slug" }) +
    of("Dry other", { slug: "dry-new" });
  const expected = { added: 1, updated: 0, unchanged: 2 };
  expect(await ingested(content, { dryRun: true })).toMatchObject(expected);
  expect(
    await database.db.query(sql`select slug from organizations where slug like 'dry-%' order by 1`),
  ).toEqual([{ slug: "dry-lab" }, { slug: "dry-slug" }]);
  expect(await ingested(content)).toMatchObject(expected);
});

test("the first thousand warnings are kept, the rest counted", async () => {
  const rows = Array.from({ length: 1_010 }, (_, index) =>
    JSON.stringify({ title: `W ${index}`, githubStars: -1 }),
  );
  const { added, warnings, moreWarnings } = await ingested(rows.join("\n"));
  expect([added, warnings?.length, moreWarnings]).toEqual([1_010, 1_000, 10]);
});

test("the command line accepts an instant, a source, and a dry run, and rejects invalid instants", async () => {
  const settings = { DATABASE_URL: database.url };
  const path = join(directory, "command.jsonl");
  await writeFile(path, `${JSON.stringify({ title: "By command", upvotes: 3 })}\n`);
  const given = ["--observed-at", "2025-07-08T14:28:14Z", "--source", "mine"];
  const dry = await run(["ingest", "--dry-run", ...given, path], settings);
  expect([dry.code, dry.stdout]).toEqual([
    0,
    expect.stringMatching(/^Dry run, nothing was stored: 1 would be added, 0 updated/),
  ]);
  expect(await sources()).not.toContain("mine");
  expect((await run(["ingest", "--json", ...given, path], settings)).code).toBe(0);
  const observed = await database.db.query(sql`
    select o.observed_at as at, o.upvotes from upvote_observations o join papers p on p.id = o.paper_id
    join paper_sources ps on ps.paper_id = p.id join sources s on s.id = ps.source_id
    where p.title = 'By command' and s.name = 'mine'
  `);
  expect(observed).toEqual([{ at: new Date("2025-07-08T14:28:14Z"), upvotes: 3 }]);
  for (const at of ["yesterday", "2025-02-30T00:00:00Z", "2999-01-01T00:00:00Z"]) {
    const refused = await run(["ingest", "--observed-at", at, path], settings);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/Expected a time/)]);
  }
});
