import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formats, recognizeFormat } from "../src/ingest/formats.js";
import { openInput } from "../src/ingest/input.js";
import { readDaily } from "../src/ingest/readers/daily.js";
import { jsonReader } from "../src/ingest/readers/json-records.js";
import { readPapergraph } from "../src/ingest/readers/papergraph.js";
import { readAll } from "./kit/reading.js";

const options = { today: "2026-11-23" };
const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const row = (fields: Record<string, unknown> = {}, outer: Record<string, unknown> = {}) => ({
  paper: { id: "2507.00001", title: "On Trees", ...fields },
  ...outer,
});

async function dailyOf(value: unknown) {
  const records = await readAll(readDaily, bytesOf(value), options);
  return records.map((record) => (record.kind === "paper" ? record.draft : record.reason));
}

describe("a row of Daily Papers", () => {
  test("is read with all its traps", async () => {
    const full = row(
      {
        title: "On\n  Trees",
        summary: " A\nline. ",
        publishedAt: "2025-07-08T23:30:00.000Z",
        submittedOnDailyAt: "2025-07-09T00:00:00.000Z",
        withdrawnAt: "2025-08-01T00:00:00.000Z",
        upvotes: 7,
        authors: [
          { _id: "x1", name: "Ada  Lovelace", hidden: false },
          {
            _id: "x2",
            name: "G. Hopper",
            hidden: true,
            user: { _id: "u9", user: "grace", fullname: "Grace", avatarUrl: "/avatars/g.svg" },
          },
        ],
        ai_keywords: ["LLMs", "llms", "", " graph\nnets "],
        projectPage: "trees.example.org/x",
        githubRepo: "https://github.com/a/b",
        githubStars: 3,
        organization: {
          _id: "o",
          name: "facebook",
          fullname: "AI at Meta",
          avatar: "https://example.org/m.png",
        },
        unknown: { anything: 1 },
      },
      {
        publishedAt: "2025-07-08T19:30:00.000Z",
        numComments: 2,
        thumbnail: "https://example.org/t.png",
        title: "other",
      },
    );
    expect(await dailyOf([full])).toEqual([
      {
        arxivId: "2507.00001",
        title: "On Trees",
        abstract: "A line.",
        publishedAt: new Date("2025-07-08T23:30:00Z"),
        featuredOn: ["2025-07-09"],
        withdrawnAt: new Date("2025-08-01T00:00:00Z"),
        upvotes: 7,
        commentsCount: 2,
        authors: [
          { name: "Ada Lovelace", hidden: false },
          {
            name: "G. Hopper",
            hidden: true,
            accountId: "u9",
            accountName: "Grace",
            username: "grace",
            avatarUrl: "https://huggingface.co/avatars/g.svg",
          },
        ],
        keywords: ["LLMs", "graph nets"],
        projectUrl: "https://trees.example.org/x",
        codeUrl: "https://github.com/a/b",
        githubStars: 3,
        organization: {
          sourceId: "o",
          slug: "facebook",
          name: "AI at Meta",
          avatarUrl: "https://example.org/m.png",
        },
        thumbnailUrl: "https://example.org/t.png",
      },
    ]);
  });

  test("may be old and say little, alone, or flat", async () => {
    const expected = { arxivId: "2507.00001", title: "On Trees" };
    expect(await dailyOf([row()])).toEqual([expected]);
    expect(await dailyOf(row({ githubStars: null, ai_keywords: null }))).toEqual([
      { ...expected, githubStars: null, keywords: null },
    ]);
    expect(await dailyOf({ id: "2507.00001", title: "On Trees", upvotes: 3, numComments: 1 })).toEqual([
      { ...expected, upvotes: 3, commentsCount: 1 },
    ]);
    expect(await dailyOf([row({ id: "hep-th/9901001" }), row({ id: "2507.00001v3" })])).toEqual([
      { ...expected, arxivId: "hep-th/9901001" },
      expected,
    ]);
  });

  test("has no field in its draft of what it leaves out, has as null, or cannot say", async () => {
    const silent = { accountId: null, fullname: " ", user: "\n", avatarUrl: "x y" };
    const rows = [
      row({ organization: { name: "meta", fullname: null, avatar: "x y" }, ai_keywords: [""], summary: "" }),
      row({ authors: [{ name: "A", hidden: null, user: silent }, { name: "B" }], upvotes: null }),
    ];
    const facts = { arxivId: "2507.00001", title: "On Trees" };
    expect(await dailyOf(rows)).toStrictEqual([
      { ...facts, organization: { slug: "meta" }, keywords: [] },
      { ...facts, authors: [{ name: "A" }, { name: "B" }] },
    ]);
  });

  test("loses a link that is none, and nothing else", async () => {
    const [draft] = await dailyOf([
      row({ projectPage: "see appendix", githubRepo: "javascript:alert(1)", upvotes: 1 }),
    ]);
    expect(draft).toEqual({ arxivId: "2507.00001", title: "On Trees", upvotes: 1 });
  });

  test.each([
    [row({ title: null }), /title/],
    [row({ title: " \n" }), /title/],
    [row({ id: "x" }), /"x" is not an arXiv identifier/],
    [row({ upvotes: "many" }), /upvotes: expected a whole number/],
    [row({ upvotes: -1 }), /upvotes: expected 0 or more/],
    [row({ upvotes: 1_000_001 }), /upvotes: expected at most 1,000,000/],
    [{ ...row(), numComments: 2_147_483_648 }, /commentsCount: expected at most 1,000,000/],
    [row({ publishedAt: "2025-02-30T00:00:00Z" }), /publishedAt: .*2025-02-30/],
    [row({ submittedOnDailyAt: "soon" }), /featuredOn\[0\]: .*"soon"/],
    [row({ authors: [{ name: "A" }, { name: 3 }] }), /authors\[1\]\.name: expected text/],
    [
      row({ authors: Array.from({ length: 20_001 }, () => ({ name: "A" })) }),
      /authors: expected at most 20,000/,
    ],
    [row({ title: "x".repeat(2_001) }), /title: expected at most 2,000/],
    [{ paper: 3 }, /paper: expected an object/],
    [{ message: "not found" }, /paper: the row has none/],
  ])("with a mistake is rejected by name: %#", async (broken, reason) => {
    expect(await dailyOf([row(), broken, row()])).toEqual([
      expect.anything(),
      expect.stringMatching(reason),
      expect.anything(),
    ]);
  });

  test("is cleaned of what Postgres refuses", async () => {
    expect(
      await dailyOf(
        '[{"paper":{"id":"2507.00001","title":"a\\u0000b \\ud800 c","authors":[{"name":"A\\u0007"}]}}]',
      ),
    ).toEqual([{ arxivId: "2507.00001", title: "a b \ufffd c", authors: [{ name: "A" }] }]);
  });
});

describe("JSON as a stream of records", () => {
  const good = JSON.stringify(row());

  /** Each record as JSON has it, or what is wrong with it. */
  function piecesOf(bytes: Uint8Array, size: number) {
    const reader = jsonReader((value) => ({ problem: JSON.stringify(value) }));
    return readAll(reader, bytes, options, size);
  }

  test("goes on after a bad record, and names the place of what it cannot read", async () => {
    const broken = Buffer.from(`[${good},{"paper":{"id":nonsense}},${good},{"a":"\u0001"}]`).map((byte) =>
      byte === 1 ? 0xff : byte,
    );
    expect(await readAll(readDaily, broken, options)).toMatchObject([
      { kind: "paper", position: { record: 1, byte: 1 } },
      {
        kind: "rejected",
        position: { record: 2, byte: good.length + 2 },
        reason: expect.stringContaining("not valid JSON"),
      },
      { kind: "paper", position: { record: 3 } },
      { kind: "rejected", position: { record: 4 }, reason: expect.stringContaining("UTF-8") },
    ]);
  });

  test.each([
    ["trailing text", `[${good}] and more`, /after the end of the list/],
    ["a word for a record", `[nope, ${good}]`, /expected a record in braces/],
    ["a list that is not closed", `[${good}`, /before its list is closed/],
    ["more lists than a paper can have", `[{"a":[${"[],".repeat(600_000)}[]]}]`, /more than 500,000 lists/],
    ["nesting without end", `[${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}]`, /./],
  ])("names %s", async (_name, text, reason) => {
    expect(await dailyOf(text)).toContainEqual(expect.stringMatching(reason));
  });

  test("may begin with a byte order mark, and may be lines", async () => {
    for (const size of [1, 100])
      expect(await readAll(readDaily, Buffer.from(`\ufeff[${good}]`), options, size)).toMatchObject([
        { kind: "paper" },
      ]);
    expect((await dailyOf(`${good}\n${good}\r\n\n${good}`)).every((draft) => typeof draft === "object")).toBe(
      true,
    );
  });

  test("that is cut anywhere gives the records before the cut, and one rejection that says where", async () => {
    const rows = [row(), row({ title: 'A "quoted\\" {title}' }), row({ summary: "[é🚀]" })];
    const whole = bytesOf(rows);
    const complete = await readAll(readDaily, whole, options);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (end, size) => {
          const records = await readAll(readDaily, whole.subarray(0, end), options, size);
          const papers = records.filter(({ kind }) => kind === "paper");
          expect(papers).toEqual(complete.slice(0, papers.length));
          expect(records.length - papers.length).toBe(end === 0 ? 0 : 1);
          if (end > 0)
            expect(records.at(-1)).toMatchObject({
              kind: "rejected",
              position: { byte: expect.any(Number) },
            });
        },
      ),
      { numRuns: 300 },
    );
  });

  test("never fails, whatever the bytes", async () => {
    const pieces = fc.array(
      fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", ":", "null", '"paper"', '"title"', "1", " ", "\n"),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      pieces.map((parts) => Buffer.from(parts.join(""))),
      fc.json().map(bytesOf),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 20 }), async (all, size) => {
        recognizeFormat(all);
        for (const { reader } of Object.values(formats))
          expect(await readAll(reader, all, options, size)).toEqual(await readAll(reader, all, options));
      }),
      { numRuns: 300 },
    );
  });

  test("is the same whether a line is parsed at once or walked through byte by byte", async () => {
    const object = fc
      .dictionary(fc.string({ unit: "binary" }), fc.jsonValue())
      .map((value) => JSON.stringify(value));
    const line = fc.oneof(
      { weight: 4, arbitrary: object },
      object.map((text) => JSON.stringify(JSON.parse(text), null, 1)),
      fc.tuple(object, object).map(([one, other]) => `${one}${other}`),
      fc.constantFrom(
        good,
        '{"a":"\\\\"}',
        '{"a":"\\""}',
        "{",
        "}",
        "{}}",
        '{"a":"}',
        '{"a":nope}',
        "[",
        "]",
        "x",
        "",
      ),
    );
    const ending = fc.constantFrom("\n", "\n", ",\n", "\r\n", ",\r\n", " \n", "");
    const text = fc.array(fc.tuple(line, ending)).map((lines) => lines.flat().join(""));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("", "[", "\ufeff"), text, async (start, rest) => {
        const whole = Buffer.from(start + rest);
        // A line that does not lie in one chunk is never parsed at once.
        const walked = await piecesOf(whole, 1);
        for (const size of [7, 50, 64 * 1024]) expect(await piecesOf(whole, size)).toEqual(walked);
      }),
      { numRuns: 300 },
    );
  });

  test("papergraph's own lines say what they mean, and unknown fields are an error", async () => {
    const line = {
      title: "On Trees",
      publishedOn: "2025-07-08",
      featuredOn: ["2025-07-09", "2025-07-08"],
      authors: [{ name: "Ada" }],
      codeUrl: "https://a.example/b",
    };
    const records = await readAll(
      readPapergraph,
      Buffer.from(`${JSON.stringify(line)}\n{"title":"x","titel":"y"}\n`),
      options,
    );
    expect(records).toMatchObject([
      { kind: "paper", draft: { ...line, featuredOn: ["2025-07-08", "2025-07-09"] } },
      { kind: "rejected", position: { record: 2 }, reason: '"titel" is no field of a paper' },
    ]);
  });
});

describe("a file", () => {
  async function read(path: string, standardInput: Readable = Readable.from([])) {
    const input = await openInput(path, standardInput);
    const chunks: Uint8Array[] = [];
    for await (const chunk of input.bytes) chunks.push(chunk);
    return {
      text: Buffer.concat(chunks).toString(),
      beginning: input.beginning.length,
      failure: input.failure(),
    };
  }
  const content = "line of text, ".repeat(20_000);

  test("is decompressed where its bytes are gzip's, whatever its name, also from standard input", async () => {
    const directory = await mkdtemp(join(tmpdir(), "papergraph-input-"));
    await writeFile(join(directory, "plain"), content);
    await writeFile(join(directory, "squeezed.txt"), gzipSync(content));
    for (const name of ["plain", "squeezed.txt"])
      expect(await read(join(directory, name))).toEqual({
        text: content,
        beginning: 65_536,
        failure: undefined,
      });
    expect(
      (await read("-", Readable.from([gzipSync(content).subarray(0, 1), gzipSync(content).subarray(1)])))
        .text,
    ).toBe(content);
    expect(await read("-", Readable.from([]))).toEqual({ text: "", beginning: 0, failure: undefined });
    await expect(read(directory)).rejects.toThrow(/directory/);
    await expect(read(join(directory, "missing"))).rejects.toThrow(/no such file/);
    await rm(directory, { recursive: true });
  });

  test("says how large it is as it lies there, and how much of that is read", async () => {
    const directory = await mkdtemp(join(tmpdir(), "papergraph-input-"));
    const noise = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * index) % 251));
    for (const bytes of [noise, gzipSync(noise)]) {
      await writeFile(join(directory, "file"), bytes);
      const input = await openInput(join(directory, "file"), Readable.from([]));
      const seen: number[] = [];
      for await (const _chunk of input.bytes) seen.push(input.read());
      expect(input.size).toBe(bytes.length);
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(seen.at(-1)).toBe(bytes.length);
    }
    expect((await openInput("-", Readable.from([noise]))).size).toBeUndefined();
    await rm(directory, { recursive: true });
  });

  test("that is cut or damaged gives what can be read, and says so", async () => {
    const squeezed = gzipSync(
      Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 251)),
    );
    expect((await read("-", Readable.from([squeezed.subarray(0, squeezed.length - 20)]))).failure).toMatch(
      /ends too early/,
    );
    const damaged = Buffer.from(squeezed);
    damaged.fill(0xff, 200, 260);
    expect((await read("-", Readable.from([damaged]))).failure).toMatch(/damaged/);
  });

  test("is recognised by its content", () => {
    const of = (text: string) => recognizeFormat(Buffer.from(text));
    expect(of(`  [\n ${JSON.stringify(row({ summary: "x" }))}`)).toBe("daily");
    expect(of('{"title":"x","arxivId":"2507.00001","abstract":"a \\"summary\\": b"}')).toBe("papergraph");
    expect(of('{"title":"x","upvoteHistory":[],"upvotes":3}')).toBe("papergraph");
    expect(of('\ufeff{"id":"2507.00001","title":"x","upvotes":3}')).toBe("daily");
    expect(of("Daily Papers\n\nOn Trees\n")).toBe("page");
    for (const text of ["", "<!doctype html><p>x", "%PDF-1.7", "a\0b"]) expect(of(text)).toBeUndefined();
  });
});
