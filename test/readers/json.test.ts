import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectFormat, formats } from "../../src/ingest/formats.js";
import { openInput } from "../../src/ingest/input/input.js";
import { readDaily } from "../../src/ingest/readers/daily.js";
import { jsonReader } from "../../src/ingest/readers/json-records.js";
import { readPapergraph } from "../../src/ingest/readers/papergraph.js";
import { readAll } from "../kit/ingest/reading.js";

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

/** Titles of papers, and reasons of rejections. */
function titlesOf(records: Awaited<ReturnType<typeof readAll>>) {
  return records.map((record) => (record.kind === "paper" ? record.draft.title : record.reason));
}

describe("a row of Daily Papers", () => {
  test("is read with all its irregularities", async () => {
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

  test("may be old and sparse, single, or flat", async () => {
    const expected = { arxivId: "2507.00001", title: "On Trees" };
    expect(await dailyOf([row()])).toEqual([expected]);
    expect(await dailyOf({ id: "2507.00001", title: "On Trees", upvotes: 3, numComments: 1 })).toEqual([
      { ...expected, upvotes: 3, commentsCount: 1 },
    ]);
    expect(await dailyOf([row({ id: "hep-th/9901001" }), row({ id: "2507.00001v3" })])).toEqual([
      { ...expected, arxivId: "hep-th/9901001" },
      expected,
    ]);
  });

  test("has no draft fields for values that are missing, null, or invalid", async () => {
    const silent = { accountId: null, fullname: " ", user: "\n", avatarUrl: "x y" };
    const rows = [
      row({ organization: { name: "meta", fullname: null, avatar: "" }, ai_keywords: [""], summary: "" }),
      row({
        authors: [{ name: "A", hidden: null, user: { ...silent, avatarUrl: "" } }, { name: "B" }],
        upvotes: null,
      }),
    ];
    const facts = { arxivId: "2507.00001", title: "On Trees" };
    expect(await dailyOf(rows)).toStrictEqual([
      { ...facts, organization: { slug: "meta" }, keywords: [] },
      { ...facts, authors: [{ name: "A" }, { name: "B" }] },
    ]);
  });

  test("clears a field by null if possible, but not by omission", async () => {
    const nulls = {
      withdrawnAt: null,
      githubRepo: null,
      projectPage: null,
      githubStars: null,
      ai_keywords: null,
    };
    const [cleared, silent] = await dailyOf([
      row({ ...nulls, organization: null }, { thumbnail: null }),
      row({ title: "On Stones", organization: null }, { organization: { name: "meta" } }),
    ]);
    expect(cleared).toStrictEqual({
      arxivId: "2507.00001",
      title: "On Trees",
      withdrawnAt: null,
      codeUrl: null,
      projectUrl: null,
      githubStars: null,
      keywords: null,
      organization: null,
      thumbnailUrl: null,
    });
    expect(silent).toStrictEqual({
      arxivId: "2507.00001",
      title: "On Stones",
      organization: { slug: "meta" },
    });
  });

  test.each([
    [row({ title: null }), /title/],
    [row({ title: " \n" }), /title/],
    [row({ id: "x" }), /"x" is not an arXiv identifier/],
    [row({ title: "x".repeat(2_001) }), /title: expected at most 2,000/],
    [{ paper: 3 }, /paper: expected an object/],
    [{ paper: { title: "On Trees" } }, /paper: expected an `id`/],
    [row({ id: null }), /paper: expected an `id`/],
    [{ message: "not found" }, /expected `paper`, or a paper's `id`; the row has neither/],
    [{ title: "Rates rise", summary: "Banks said", link: "https://example.org" }, /expected `paper`/],
    [{ _id: "665f1c", title: "On Trees" }, /expected `paper`/],
    [{ key: "TREE-1", title: "Cut it", summary: "It is old.", id: "10001" }, /"10001" is not an arXiv id/],
    [{ title: "Look at this", upvotes: 3, numComments: 1 }, /expected `paper`/],
    [row({ title: "\u200b\u2060 \u3164" }), /title: a paper needs a title/],
  ])("with an invalid field is rejected by its name: %#", async (broken, reason) => {
    expect(await dailyOf([row(), broken, row()])).toEqual([
      expect.anything(),
      expect.stringMatching(reason),
      expect.anything(),
    ]);
  });

  test.each([
    [{ upvotes: "many" }, {}, /^upvotes: expected a whole number/],
    [{ upvotes: -1 }, {}, /^upvotes: expected 0 or more/],
    [{ upvotes: 1_000_001 }, {}, /^upvotes: expected at most 1,000,000/],
    [{ githubStars: 1.5 }, {}, /^githubStars: expected a whole number, got the number 1.5/],
    [{ publishedAt: "2028-01-07" }, {}, /^publishedAt: "2028-01-07" is not a timestamp/],
    [{ publishedAt: "2025-02-30T00:00:00Z" }, {}, /^publishedAt: .*2025-02-30/],
    [{ submittedOnDailyAt: "soon" }, {}, /^featuredOn\[0\]: .*"soon"/],
    [{ ai_keywords: [null, "x"] }, { keywords: ["x"] }, /^keywords\[0\]: expected text, got nothing/],
    [{ ai_keywords: "x" }, {}, /^keywords: expected a list/],
    [
      { authors: [{ name: "A" }, { name: "" }] },
      { authors: [{ name: "A" }] },
      /^authors\[1\]\.name: expected/,
    ],
    [{ authors: [{ name: "A" }, 3] }, { authors: [{ name: "A" }] }, /^authors\[1\]: expected an author/],
    [
      { authors: [{ name: "A", user: { _id: 7, user: "a" } }] },
      { authors: [{ name: "A", username: "a" }] },
      /^authors\[0\]\.accountId: expected text/,
    ],
    [{ authors: Array(20_001).fill({ name: "A" }) }, {}, /^authors: expected at most 20,000/],
    [{ organization: { fullname: "Meta" } }, {}, /^organization\.slug: expected text/],
    [
      { organization: { name: "meta", fullname: 3 } },
      { organization: { slug: "meta" } },
      /^organization\.name/,
    ],
    [{ projectPage: "see appendix" }, {}, /^projectUrl: "see appendix" is not a URL/],
    [{ githubRepo: "javascript:alert(1)" }, {}, /^codeUrl: .* is not a URL/],
  ])("loses only an invalid value, with a warning: %#", async (fields, kept, warning) => {
    expect(await readAll(readDaily, bytesOf([row({ summary: "A.", ...fields })]), options)).toEqual([
      {
        kind: "paper",
        position: { record: 1, byte: 1 },
        draft: { arxivId: "2507.00001", title: "On Trees", abstract: "A.", ...kept },
        warnings: [expect.stringMatching(warning)],
      },
    ]);
  });

  test("may lose several invalid values, each with a warning", async () => {
    const fields = { ai_keywords: [null, "x"], githubStars: 1.5, authors: [{ name: "" }, "Ada"] };
    expect(await readAll(readDaily, bytesOf([row(fields)]), options)).toMatchObject([
      {
        draft: { authors: [{ name: "Ada" }], keywords: ["x"] },
        warnings: [/authors\[0\]/, /keywords\[0\]/, /githubStars/].map((each) => expect.stringMatching(each)),
      },
    ]);
  });

  test("may identify its paper in other ways", async () => {
    const ids = [
      { id: "https://arxiv.org/abs/2507.00001v2" },
      { id: "10.48550/arXiv.2507.00001" },
      { arxiv_id: "arXiv:2507.00001" },
      { arxivId: "https://huggingface.co/papers/2507.00001" },
    ];
    expect(await dailyOf(ids.map((id) => ({ ...id, title: "On Trees", upvotes: 1 })))).toEqual(
      Array(4).fill({ arxivId: "2507.00001", title: "On Trees", upvotes: 1 }),
    );
  });

  test("has no authors named by punctuation", async () => {
    const [draft] = await dailyOf([row({ authors: [{ name: ":" }, { name: "et al." }, { name: "Al" }] })]);
    expect(draft).toMatchObject({ authors: [{ name: "Al" }] });
  });

  test.each([
    ...["ET AL.", "et al.,", "etal", "et.al.", "(et al.)", "[et al.]", "et al…", "& others", "and 3 others"],
    ...["Et alii", "+ 12 others", "and 5 more authors", "and many others"],
  ])("%s is no author, and is removed after a name", async (others) => {
    const names = [others, `Eli Stone ${others}`, `Eli Stone, ${others}`, `Eli Stone ${others} et al.`];
    const [draft] = await dailyOf([row({ authors: names.map((name) => ({ name })) })]);
    expect(draft).toMatchObject({ authors: Array(3).fill({ name: "Eli Stone" }) });
  });

  test("has no authors with digits in their names, except for accounts", async () => {
    const authors = [{ name: "1,2" }, { name: "2" }, { name: "2", user: { _id: "a1" } }];
    expect(await dailyOf([row({ authors })])).toMatchObject([{ authors: [{ name: "2", accountId: "a1" }] }]);
  });

  test.each([
    "E. Tal",
    "Selim Etal",
    "Et Alami",
    "Al",
    "Al.",
    "Piquet Al",
    "Thomas More",
    "王",
    "And Rosta",
    "Smothers",
    "J. Others",
  ])("%s is an author", async (name) => {
    expect(await dailyOf([row({ authors: [{ name }] })])).toMatchObject([{ authors: [{ name }] }]);
  });

  test.each([
    ["2025-07-08T00:00:00.123", "2025-07-08T00:00:00.123Z"],
    ["2025-07-08 10:30:00+02:00", "2025-07-08T08:30:00Z"],
    ["2025-07-08T10:30:00+0200", "2025-07-08T08:30:00Z"],
    ["2025-07-08", "2025-07-08T00:00:00Z"],
    [1_751_932_800, "2025-07-08T00:00:00Z"],
    [1_751_932_800.25, "2025-07-08T00:00:00.250Z"],
    [1_751_932_800_000, "2025-07-08T00:00:00Z"],
    ["1751932800", "2025-07-08T00:00:00Z"],
    ["2025-02-30", undefined],
    ["2025-02-30T00:00:00Z", undefined],
    ["2025-07-08T25:00:00Z", undefined],
    ["yesterday", undefined],
    [20_250_708, undefined],
  ])("observed at %j has its upvotes dated %s", async (fetched_at, at) => {
    expect(await dailyOf([row({ upvotes: 3 }, { fetched_at })])).toMatchObject([
      at === undefined ? { upvotes: 3 } : { upvoteHistory: [{ at: new Date(at), upvotes: 3 }] },
    ]);
  });

  test.each([
    [
      row({ upvotes: 3 }, { fetched_at: "yesterday" }),
      ['fetched_at: "yesterday" is not a timestamp like 2025-07-08T14:28:14Z'],
    ],
    [
      { crawledAt: 7, papers: [row({ upvotes: 3 })] },
      ["crawledAt: 7 is not a timestamp like 2025-07-08T14:28:14Z"],
    ],
    [row({ upvotes: 3 }, { fetched_at: null, scraped_at: "" }), undefined],
    [row({ upvotes: 3 }, { fetched_at: "yesterday", scraped_at: "2025-07-09" }), undefined],
  ])("with an invalid time of observation has a warning: %#", async (stated, warnings) => {
    const [record] = await readAll(readDaily, Buffer.from(JSON.stringify(stated)), options);
    expect(record).toMatchObject({ kind: "paper" });
    expect(record).toEqual(expect.objectContaining({ ...(warnings && { warnings }) }));
    if (warnings === undefined) expect(record).not.toHaveProperty("warnings");
  });

  test("with a timestamp, or in a wrapper with one, has dated upvotes", async () => {
    const [own, around] = [row({ upvotes: 3 }, { fetchedAt: "2025-07-09T10:00:00Z" }), row({ upvotes: 4 })];
    const at = new Date("2025-07-09T10:00:00Z");
    const [first, second, third] = await dailyOf(
      `${JSON.stringify(own)}${JSON.stringify({ fetched_at: at, papers: [around] })}${JSON.stringify(around)}`,
    );
    expect(first).toMatchObject({ upvoteHistory: [{ at, upvotes: 3 }] });
    expect(second).toMatchObject({ upvoteHistory: [{ at, upvotes: 4 }] });
    expect(first).not.toHaveProperty("upvotes");
    expect(third).toMatchObject({ upvotes: 4 });
  });

  test("is stripped of characters that Postgres rejects", async () => {
    expect(
      await dailyOf(
        '[{"paper":{"id":"2507.00001","title":"a\\u0000b \\ud800 c","authors":[{"name":"A\\u0007"}]}}]',
      ),
    ).toEqual([{ arxivId: "2507.00001", title: "a b \ufffd c", authors: [{ name: "A" }] }]);
  });
});

describe("JSON as a stream of records", () => {
  const good = JSON.stringify(row());
  const titled = (title: string) => row({ title });

  test.each([
    ["lists one after another", `[${good}]\n[${good},${good}]\n`, 3],
    ["a list of lists", `[[${good},${good}],[${good}]]`, 3],
    ["an empty list, then lines", `[]\n${good}\n${good}`, 2],
    ["an object that holds one list", `{"date":"2026-06-13","papers":[${good},${good}]}`, 2],
    ["such objects, a line each", `{"papers":[${good}]}\n{"papers":[]}\n{"papers":[${good}]}`, 2],
    ["a list within an object within one", `{"ok":true,"data":{"papers":[${good}]}}`, 1],
    ["two lists next to a date", `{"date":"2026-06-13","new":[${good}],"trending":[${good},${good}]}`, 3],
    ["a list next to one of others", `{"n":1,"papers":[${good}],"people":[{"name":"A"}],"tags":[]}`, 1],
    ["a list for each day", `{"2026-06-13":[${good}],"2026-06-14":[${good},${good}]}`, 3],
    ["a list under a title", `{"title":"Daily Papers","papers":[${good},${good}]}`, 2],
    ["a list under a name and an id", `{"id":"2025-07-08","name":"x","data":{"items":[[${good}]]}}`, 1],
    [
      "a list of flat papers under a title",
      '{"title":"x","rows":[{"id":"2507.00001","title":"On Trees"}]}',
      1,
    ],
  ])("may be %s", async (_name, text, count) => {
    const records = await readAll(readDaily, Buffer.from(text), options);
    expect(titlesOf(records)).toEqual(Array(count).fill("On Trees"));
    expect(records.map(({ position }) => position.record)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
    for (const size of [1, 7, 30])
      expect(await readAll(readDaily, Buffer.from(text), options, size)).toEqual(records);
  });

  test("counts the rows of a wrapper one by one, so that reading can resume after any of them", async () => {
    const text = JSON.stringify({ papers: ["A", "B", "C"].map(titled) }) + JSON.stringify(titled("D"));
    const after = await readAll(readDaily, Buffer.from(text), { ...options, after: 2 });
    expect(titlesOf(after)).toEqual(["C", "D"]);
    expect(after.map(({ position }) => position.record)).toEqual([3, 4]);
  });

  test("is not unwrapped if the list is within a row or has no rows", async () => {
    const flat = { id: "2507.00002", title: "On Trees", papers: [titled("no")] };
    expect(await dailyOf([flat, row({}, { papers: [titled("no")] })])).toMatchObject([
      { arxivId: "2507.00002", title: "On Trees" },
      { arxivId: "2507.00001", title: "On Trees" },
    ]);
    for (const none of [
      { total: 1, tags: ["a"] },
      { title: "x", items: [{ title: "y" }] },
    ])
      expect(await dailyOf(none)).toEqual([expect.stringMatching(/expected `paper`/)]);
  });

  test("rejects only the invalid row of a wrapper", async () => {
    expect(await dailyOf({ date: "2025-07-08", papers: [row(), null, "x", row()] })).toEqual([
      { arxivId: "2507.00001", title: "On Trees" },
      expect.stringMatching(/as an object/),
      expect.stringMatching(/as an object/),
      { arxivId: "2507.00001", title: "On Trees" },
    ]);
  });

  /** Each record as parsed JSON, or its error. */
  function piecesOf(bytes: Uint8Array, size: number) {
    const reader = jsonReader((value) => ({ problem: JSON.stringify(value) }));
    return readAll(reader, bytes, options, size);
  }

  test("continues after an invalid record, and reports its position", async () => {
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
    ["a word for a record", `[nope, ${good}]`, /expected an object in braces/],
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

  test("that is truncated anywhere gives the records before the end, and one rejection with its position", async () => {
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

  test("never fails on any bytes", async () => {
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
        detectFormat(all);
        for (const { reader } of Object.values(formats))
          expect(await readAll(reader, all, options, size)).toEqual(await readAll(reader, all, options));
      }),
      { numRuns: 300 },
    );
  });

  test("may have values that nest too deep to be quoted", async () => {
    for (const deep of [
      "[".repeat(100_000) + "]".repeat(100_000),
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    ])
      for (const [format, fields] of [
        ["kaggle", `"authors":${deep}`],
        ["kaggle", `"categories":${deep}`],
        ["daily", `"observedAt":${deep}`],
      ] as const) {
        const record = Buffer.from(`{"id":"2507.00001","title":"Deep",${fields}}`);
        expect(await readAll(formats[format].reader, record, options)).toMatchObject([
          { draft: { title: "Deep" }, warnings: [expect.stringMatching(/: /)] },
        ]);
      }
  });

  test("is the same whether a line is parsed whole or byte by byte", async () => {
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

  test("papergraph JSON Lines have explicit fields, and unknown ones are errors", async () => {
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
      { kind: "rejected", position: { record: 2 }, reason: '"titel" is not a field of a paper' },
    ]);
    const nested =
      '{"title":"x","authors":[{"authorId":"1","name":"A"}]}\n{"title":"x","organization":{"slug":"a","n":1}}';
    expect(titlesOf(await readAll(readPapergraph, Buffer.from(nested), options))).toEqual([
      'authors[0]: "authorId" is not a field of an author; expected name, accountId, accountName, username, avatarUrl, or hidden',
      'organization: "n" is not a field of an organization; expected sourceId, slug, formerSlugs, name, or avatarUrl',
    ]);
  });

  test("errors of papergraph JSON Lines use papergraph's terms", async () => {
    const fields =
      "arxivId title abstract publishedAt publishedOn featuredOn withdrawnAt authors authorsCount organization keywords upvotes upvoteHistory commentsCount projectUrl codeUrl githubStars thumbnailUrl";
    const at = "2025-07-08T00:00:00Z";
    const values = [0, -1, 1.5, 1e20, "x", "", true, [], {}, [null], [[]], ["x"], [{}], [1], { x: 1 }];
    const parts = [
      ...values.map((name) => ({ authors: [{ name, hidden: name, accountId: name, avatarUrl: name }] })),
      ...values.map((slug) => ({ organization: { slug, sourceId: slug, formerSlugs: slug, name: slug } })),
      ...values.map((upvotes) => ({ upvoteHistory: [{ at: upvotes, upvotes }] })),
      { organization: { slug: "x", formerSlugs: Array(101).fill("y") } },
      { upvoteHistory: [{ at, upvotes: 1, votes: 1 }] },
    ];
    const all = [
      ...parts,
      ...fields.split(" ").flatMap((field) => values.map((value) => ({ [field]: value }))),
    ];
    const lines = all.map((each) => JSON.stringify({ title: "x", ...each })).join("\n");
    const records = await readAll(readPapergraph, Buffer.from(lines), options);
    const reasons = records.flatMap((each) => (each.kind === "paper" ? (each.warnings ?? []) : each.reason));
    expect(records).toHaveLength(all.length);
    for (const reason of reasons)
      expect(reason).not.toMatch(/Invalid|Unrecognized|Too (big|small)|received/i);
    for (const reason of [
      'featuredOn: expected a list of dates, got the string "x"',
      'organization.formerSlugs: expected a list of slugs, got the string "x"',
      'upvoteHistory[0]: expected a total as an object, got the string "x"',
      'upvoteHistory[0]: "votes" is not a field of a total; expected at and upvotes',
    ])
      expect(reasons).toContain(reason);
  });

  test("papergraph JSON Lines may have authors by name, and lose invalid values like other formats", async () => {
    const lines = '{"title":"x","authors":["Ada Example"]}\n{"title":"y","githubStars":1.5,"codeUrl":null}';
    expect(await readAll(readPapergraph, Buffer.from(lines), options)).toMatchObject([
      { draft: { title: "x", authors: [{ name: "Ada Example" }] } },
      { draft: { title: "y", codeUrl: null }, warnings: [expect.stringMatching(/^githubStars/)] },
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

  test("is decompressed if its bytes are gzip, regardless of its name, also from standard input", async () => {
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
    await expect(read(join(directory, "missing"))).rejects.toThrow(/file not found/);
    await rm(directory, { recursive: true });
  });

  test("reports its size on disk, and how much of it has been read", async () => {
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

  test("that is truncated or corrupt gives what can be read, and an error", async () => {
    const squeezed = gzipSync(
      Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 251)),
    );
    expect((await read("-", Readable.from([squeezed.subarray(0, squeezed.length - 20)]))).failure).toMatch(
      /is truncated/,
    );
    const damaged = Buffer.from(squeezed);
    damaged.fill(0xff, 200, 260);
    expect((await read("-", Readable.from([damaged]))).failure).toMatch(/corrupt/);
  });

  test("is recognized by its content", () => {
    const of = (text: string) => detectFormat(Buffer.from(text));
    expect(of(`  [\n ${JSON.stringify(row({ summary: "x" }))}`)).toBe("daily");
    expect(of('{"title":"x","arxivId":"2507.00001","abstract":"a \\"summary\\": b"}')).toBe("papergraph");
    expect(of('{"title":"x","upvoteHistory":[],"upvotes":3}')).toBe("papergraph");
    expect(of('\ufeff{"id":"2507.00001","title":"x","upvotes":3}')).toBe("daily");
    expect(of("Daily Papers\n\nOn Trees\n")).toBe("page");
    expect(of("[[Logo] Papers][1]\n\n### [On Trees][2]\n")).toBe("page");
    for (const own of [
      '{"title":"x","organization":{"slug":"acme","name":"Acme Labs"},"authors":[{"name":"A","accountId":"u1"}]}',
      '{"title":"x","organization":{"slug":"acme"},"unknownField":1}',
      '{"title":"x","authors":["Ada Example"]}',
      '{"title":"x","authors":[{"authorId":"1","name":"A"}]}',
    ])
      expect(of(own)).toBe("papergraph");
    expect(of('{"date":"2026-06-13","papers":[{"paper":{"id":"2507.00001"}}]}')).toBe("daily");
    for (const text of ["", "<!doctype html><p>x", "%PDF-1.7", "a\0b"]) expect(of(text)).toBeUndefined();
  });
});
