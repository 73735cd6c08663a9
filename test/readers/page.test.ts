import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPage } from "../../src/ingest/readers/page/page.js";
import { readAll } from "../kit/ingest/reading.js";

const today = "2026-11-23";
const abstract = (topic: string) =>
  `We look at ${topic} again, ask what was missed, and find that much of it was. Experiments on many tasks bear this out, and the code shows how it was done.`;
const options = { today };

async function draftsOf(text: string, more: Partial<Parameters<typeof readPage>[1]> = {}) {
  const records = await readAll(readPage, Buffer.from(text), { ...options, ...more });
  return records.map((record) => (record.kind === "paper" ? record.draft : record));
}

describe("a page", () => {
  test("gives papers with organization or number of authors, date, and comments, and ignores its header and footer", async () => {
    const page = `new\n\nSubscribe\n\nDaily Papers\n\nApr 14\n\nOn Trees\n\n${abstract("trees")}\n\nfacebook AI at Meta\n·\nApr 6 2\n\nOn Stones: "What?"\n\n${abstract("stones")}\n\n  • 10 authors\n·\nNov 28, 2023\n\nCompany\n\nTerms of use\n`;
    expect(await draftsOf(page)).toEqual([
      {
        title: "On Trees",
        abstract: abstract("trees"),
        organization: { slug: "facebook", name: "AI at Meta" },
        publishedOn: "2024-04-06",
        commentsCount: 2,
      },
      {
        title: 'On Stones: "What?"',
        abstract: abstract("stones"),
        authorsCount: 10,
        publishedOn: "2023-11-28",
        commentsCount: 0,
      },
    ]);
  });

  test.each([
    ["the day of saving", { asOf: "2021-05-01" }, "Apr 6", "2021-04-06"],
    ["the year after the newest printed one", {}, "Apr 6", "2026-04-06"],
    ["the printed year", { asOf: "2021-05-01" }, "Apr 6, 2020", "2020-04-06"],
    ["a month in full", {}, "September 30, 2024", "2024-09-30"],
  ])("takes the year from %s", async (_name, more, date, expected) => {
    const page = `On Trees\n\n${abstract("trees")}\n\n• 1 author\n·\n${date}\n\nOn Stones\n\n${abstract("stones")}\n\n• 3 authors\n·\nMay 1, 2025\n`;
    expect(await draftsOf(page, more)).toMatchObject([
      { publishedOn: expected, authorsCount: 1 },
      { publishedOn: "2025-05-01" },
    ]);
  });

  test("takes the current year if none is printed", async () => {
    expect(await draftsOf(`On Trees\n\n${abstract("trees")}\n\n• 2 authors\n·\nApr 6\n`)).toMatchObject([
      { publishedOn: "2026-04-06" },
    ]);
  });

  test("is read regardless of whitespace and line ends, and with the footer on one line", async () => {
    const page = `On Trees\r\n\r\n\r\n${abstract("trees")}\r\n\r\n\u00a0 •\u00a010 authors\r\n\u00a0·\r\n Nov 28, 2023 1,234\r\n\r\nOn Stones\r\n\r\n${abstract("stones")}\r\n\r\nqwen Qwen · Feb 21, 2025 1.2k\r\n`;
    expect(await draftsOf(page)).toMatchObject([
      { title: "On Trees", authorsCount: 10, publishedOn: "2023-11-28", commentsCount: 1_234 },
      {
        title: "On Stones",
        organization: { slug: "qwen", name: "Qwen" },
        publishedOn: "2025-02-21",
        commentsCount: 1_200,
      },
    ]);
  });

  test("keeps a paper whose last lines are missing, without these fields", async () => {
    const page = `On Trees\n\n${abstract("trees")}\n\n• 2 authors\n·\nMay 1, 2025\n\nReaching Beyond\n\n${abstract("reach")}\n\nOn Stones\n\n${abstract("stones")}\n\n• 3 authors\n·\nMay 2, 2025\n`;
    expect(await draftsOf(page)).toEqual([
      expect.objectContaining({ title: "On Trees", authorsCount: 2 }),
      { title: "Reaching Beyond", abstract: abstract("reach") },
      expect.objectContaining({ title: "On Stones", authorsCount: 3, publishedOn: "2025-05-02" }),
    ]);
  });

  test("joins the paragraphs of an abstract, short last lines and lists included", async () => {
    const paragraphs = [
      abstract("trees"),
      "where a tree is what it is, and the rest of this long sentence is only here to be long enough for a paragraph of an abstract.",
      "• one point\n• another point",
      "Code: https://github.com/a/b",
    ];
    const page = `pi-zero: small letters first\n\n${paragraphs.join("\n\n")}\n\n• 2 authors\n·\nMay 1, 2025\n`;
    expect(await draftsOf(page)).toMatchObject([
      {
        title: "pi-zero: small letters first",
        abstract: paragraphs.join(" ").replace(/\n/g, " "),
        authorsCount: 2,
      },
    ]);
  });

  test("keeps a paper without abstract", async () => {
    const page = `On Trees\n\n${abstract("trees")}\n\n• 2 authors\n·\nMay 1, 2025\n\nBare title\n\n• 4 authors\n·\nMay 2, 2025\n`;
    expect((await draftsOf(page))[1]).toEqual({
      title: "Bare title",
      authorsCount: 4,
      publishedOn: "2025-05-02",
      commentsCount: 0,
    });
  });

  test("does not take the last line of an abstract for an organization", async () => {
    const page = `On Trees\n\n${abstract("trees")}\nand more\n·\nMay 1, 2025\n\nOn Stones\n\n${abstract("stones")}\n\n• 3 authors\n·\nMay 2, 2025\n`;
    expect(await draftsOf(page)).toEqual([
      {
        title: "On Trees",
        abstract: `${abstract("trees")} and more`,
        publishedOn: "2025-05-01",
        commentsCount: 0,
      },
      expect.objectContaining({ title: "On Stones", authorsCount: 3 }),
    ]);
  });

  test("reads the number after the date as upvotes on request, and leaves them out without a number", async () => {
    const page = `On Trees\n\n${abstract("trees")}\n\n• 2 authors\n·\nMay 1, 2025 7\n\nOn Stones\n\n${abstract("stones")}\n\n• 3 authors\n·\nMay 2, 2025\n`;
    const [trees, stones] = await draftsOf(page, { trailingCount: "upvotes" });
    expect(trees).toMatchObject({ upvotes: 7 });
    expect([trees, stones].some((draft) => draft && "commentsCount" in draft)).toBe(false);
    expect(stones && "upvotes" in stones).toBe(false);
  });

  test("drops an invalid date, rejects a record with invalid text, and keeps the others", async () => {
    const record = (title: string, date: string) =>
      `${title}\n\n${abstract(title)}\n\n• 2 authors\n·\n${date}\n\n`;
    const page = Buffer.concat([
      Buffer.from(record("On Trees", "Feb 30, 2025") + record("On Stones", "May 1, 2025")),
      Buffer.from(record("On Water", "May 2, 2025").replace("again", "agai\u0001")).map((byte) =>
        byte === 1 ? 0xff : byte,
      ),
      Buffer.from(record("On Fire", "May 3, 2025")),
    ]);
    expect(await readAll(readPage, page, options)).toMatchObject([
      {
        kind: "paper",
        position: { record: 1, line: 1 },
        draft: { title: "On Trees" },
        warnings: [expect.stringContaining("2025-02-30")],
      },
      { kind: "paper", draft: { title: "On Stones" } },
      { kind: "rejected", position: { record: 3, line: 17 }, reason: "line 19 is not valid UTF-8" },
      { kind: "paper", draft: { title: "On Fire" } },
    ]);
  });

  test.each([
    ["a word", "hello"],
    ["a table", "a,b,c\n1,2,3\n"],
    ["nothing", "\n\n"],
    [
      "minutes in Markdown",
      `# Minutes of the meeting\n\n${abstract("clouds")}\n\n## Next\n\n${abstract("rain")}\n`,
    ],
    ["source code", `import { a } from "./a.js";\n\n/** ${abstract("code")} */\nexport const c = a + b;\n`],
    [
      "a change log",
      `# Changes\n\n## 1.1.0 · May 1, 2025\n\n${abstract("one")}\n\n## 1.0.0 · Apr 1, 2025\n\n${abstract("two")}\n\nMore\n\n${abstract("three")}\n`,
    ],
    ...["Ana Lind · Jan 5, 2025", "5 min read · Jan 5, 2025", "Reuters · Jul 7", "Reuters\n·\nJul 7"].map(
      (end): [string, string] => [
        `a page of news that ends in ${JSON.stringify(end)}`,
        `On Trees\n\n${abstract("trees")}\n\n${end}\n\nOn Stones\n\n${abstract("stones")}\n\n${end}\n`,
      ],
    ),
    [
      "a text in which authors are counted and dates stand under dots, but never both",
      `On Trees\n\n${abstract("trees")}\n·\nMay 1, 2025\n\nOn Stones\n\n${abstract("stones")}\n\n• 2 authors\n`,
    ],
    ["BibTeX", `@article{a,\n  title = {On Trees},\n  abstract = {${abstract("trees")}}\n}\n\n@misc{b}\n`],
    [
      "a text in which one date stands under a dot",
      `${`On Trees\n\n${abstract("trees")}\n\n`.repeat(8)}\n·\nMay 1, 2025\n`,
    ],
  ])("is not %s, which is rejected with the expected format", async (_name, text) => {
    expect(await draftsOf(text)).toMatchObject([
      { kind: "rejected", reason: expect.stringMatching(/expected a Daily Papers page.*10 authors/) },
    ]);
  });

  test("is read in linear time", async () => {
    const pieces = [
      `On Trees\n\n${abstract("trees")}\n\n• 2 authors\n·\nMay 1, 2025\n\n`,
      `On Trees\n\n${abstract("trees")}\n\n`,
      "On Trees\n\n",
      "·\n",
      "·\n\n\n\n\n\n",
      "\n",
    ];
    // Quadratic, each of them would take minutes; the limit of a test is what fails then.
    for (const piece of pieces)
      await draftsOf(piece.repeat(Math.ceil(1_500_000 / Math.max(piece.length, 20))));
  });

  test("never fails on any bytes in any chunks", async () => {
    const piece = fc.constantFrom(
      "·\n",
      "• 3 authors\n",
      "May 1, 2025 2\n",
      "\n\n",
      "On Trees\n",
      `${abstract("x")}\n`,
      "facebook AI at Meta\n",
      "May 45\n",
      "· \n",
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(piece, { maxLength: 25 }).map((pieces) => Buffer.from(pieces.join(""))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (all, size) => {
        const whole = await readAll(readPage, all, options);
        const cut = await readAll(readPage, all, options, size);
        expect(cut).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
