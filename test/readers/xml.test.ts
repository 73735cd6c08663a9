import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectFormat, formatNames, formats } from "../../src/ingest/formats.js";
import { readAtom } from "../../src/ingest/readers/xml/atom.js";
import { readOai } from "../../src/ingest/readers/xml/oai.js";
import type { Reader } from "../../src/ingest/records.js";
import {
  arxivRecord,
  atomEntry,
  atomFeed,
  kaggleRow,
  oaiDocument,
  oaiRecord,
  rawRecord,
} from "../kit/ingest/archives.js";
import { readAll } from "../kit/ingest/reading.js";

const options = { today: "2026-11-23" };

/** Of papers the ids, of rejected records the reasons. */
async function read(reader: Reader, text: string | Uint8Array, size?: number) {
  const records = await readAll(reader, Buffer.from(text), options, size);
  return records.map((record) => (record.kind === "paper" ? record.draft.arxivId : record.reason));
}
const numbered = (number: number) => ({ id: `2507.0000${number}`, title: `On Trees ${number}` });
const [one, two, three] = [1, 2, 3].map((number) => arxivRecord(numbered(number))) as [
  string,
  string,
  string,
];

describe("XML", () => {
  test("that is malformed in one record affects no other, and is reported with its position", async () => {
    const broken = one.replace("</forenames>", "");
    const text = oaiDocument(two, broken, three);
    expect(await readAll(readOai, Buffer.from(text), options)).toMatchObject([
      { kind: "paper", position: { record: 1 } },
      {
        kind: "rejected",
        position: { record: 2, byte: text.indexOf(broken) },
        reason: expect.stringContaining("not well-formed"),
      },
      { kind: "paper", position: { record: 3 } },
    ]);
  });

  test.each([
    [
      "a record that is not closed",
      oaiDocument(one.replace("</record>", ""), two),
      [/not closed before the next/, "2507.00002"],
    ],
    [
      "a last record that is not closed",
      oaiDocument(one, two.replace("</record>", "")),
      ["2507.00001", /ends in the middle/],
    ],
    [
      "a document that ends within a record, and another",
      oaiDocument(one, two).slice(0, -600) + oaiDocument(three),
      ["2507.00001", /document ends in the middle/, "2507.00003"],
    ],
    [
      "a document that ends between records, and another",
      oaiDocument(one).slice(0, -30) + oaiDocument(two),
      ["2507.00001", /document ends before <OAI-PMH>/, "2507.00002"],
    ],
    [
      "a web page among the answers",
      `${oaiDocument(one)}<html><body><record>${two}</record></body></html>${oaiDocument(three)}`,
      ["2507.00001", /found <html>/, "2507.00003"],
    ],
    [
      "a sentence among the answers",
      `${oaiDocument(one)}Rate exceeded.\n${oaiDocument(two)}`,
      ["2507.00001", /found text/, "2507.00002"],
    ],
    [
      "a quote that is not closed",
      oaiDocument(one.replace("<header", '<header a="'), two),
      [/not well-formed/, "2507.00002"],
    ],
    [
      "an ampersand that stands for nothing",
      oaiDocument(one.replace("&amp;", "&"), two.replace("&amp;", "&nbsp;")),
      [/not well-formed/, /not well-formed/],
    ],
    [
      "bytes of another encoding",
      Buffer.from(oaiDocument(one.replace("London", "M\u00fcnchen"), two), "latin1"),
      [/not valid UTF-8/, "2507.00002"],
    ],
    ["another encoding altogether", Buffer.from(oaiDocument(one), "utf16le"), [/in UTF-8, found text/]],
    ["a feed in its place", atomFeed(), [/expected an OAI-PMH document in UTF-8, found <feed>/]],
  ])("names %s", async (_name, text, outcome) => {
    expect(await read(readOai, text)).toEqual(
      outcome.map((part) => (typeof part === "string" ? part : expect.stringMatching(part))),
    );
  });

  test("that is truncated anywhere gives the records before the end, and one rejection", async () => {
    const whole = Buffer.from(oaiDocument(one, rawRecord(numbered(2)), three));
    const complete = await read(readOai, whole);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 12 }),
        fc.integer({ min: 1, max: 300 }),
        async (end, size) => {
          const found = await read(readOai, whole.subarray(0, end), size);
          const papers = found.filter((part) => part !== undefined && complete.includes(part));
          expect(papers).toEqual(complete.slice(0, papers.length));
          // Cut behind the declaration and before the root there is no document to miss anything of.
          if (end > whole.indexOf("<OAI-PMH") + 300) expect(found.length - papers.length).toBe(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("entities are not defined: declarations are not expanded, fetched, or read as records", async () => {
    const laughs = Array.from(
      { length: 9 },
      (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
    ).join("");
    const bomb = (declared: string, used: string) =>
      oaiDocument(arxivRecord({ id: "2507.00001", title: used }), two).replace(
        "<OAI-PMH",
        `<!DOCTYPE OAI-PMH [ <!-- don't --> ${declared} ]>\n<OAI-PMH`,
      );
    for (const text of [
      bomb(`<!ENTITY l0 "lol">${laughs}`, "&l9;"),
      bomb('<!ENTITY l9 SYSTEM "file:///etc/passwd">', "&l9;"),
      bomb(`<!ENTITY l9 '${three.replaceAll("'", "")}'>`, "&l9;"),
    ])
      expect(await read(readOai, text)).toEqual([expect.stringContaining("not well-formed"), "2507.00002"]);
  });

  test.each([
    [
      "a title of 2 MB",
      arxivRecord({ id: "2507.00001", title: "x".repeat(2_000_000) }),
      /at most 2,000 characters/,
    ],
    [
      "a title of 10 MB",
      arxivRecord({ id: "2507.00001", title: "x".repeat(10_000_000) }),
      /larger than 8 MB/,
    ],
    [
      "elements in elements",
      oaiRecord(`${"<a>".repeat(500_000)}${"</a>".repeat(500_000)}`),
      /more than 64 deep/,
    ],
    ["millions of elements", oaiRecord("<a/>".repeat(1_500_000)), /too many elements/],
    [
      "millions of attributes",
      oaiRecord(`<a ${Array.from({ length: 9_000 }, (_, n) => `a${n}=""`).join(" ")}/>`),
      /too many attributes/,
    ],
    ["a tag without end", oaiRecord(`<a b="${"x".repeat(3_000_000)}"/>`), /at most|not well-formed|metadata/],
    ["a comment of 20 MB", oaiRecord(`<!--${"x".repeat(20_000_000)}-->`), /larger than 8 MB/],
    [
      "numbers of characters",
      arxivRecord({ id: "2507.00001", title: "&#65;".repeat(1_000_000) }),
      /at most 2,000 characters/,
    ],
  ])("with %s takes little memory, and affects no other record", async (_name, record, reason) => {
    expect(await read(readOai, oaiDocument(record, two))).toEqual([
      expect.stringMatching(reason),
      "2507.00002",
    ]);
  });

  test("between records may have any length", async () => {
    const filler = `<!-- ${"x<record>".repeat(2_000_000)} -->`;
    expect(await read(readOai, oaiDocument(one, filler, two))).toEqual(["2507.00001", "2507.00002"]);
    for (const piece of ["</", "<a ", '<a "', "<!a '\"", "</a>", "<", "]", "<a:"])
      expect(await read(readAtom, atomFeed(atomEntry(numbered(1)), piece.repeat(500_000)))).toContain(
        "2507.00001",
      );
    const tags = `${"<x>".repeat(300_000)}${"<!x '".repeat(20_000)}`;
    expect(await read(readAtom, atomFeed(atomEntry(numbered(1)), tags))).toHaveLength(2);
  }, 20_000);
});

const samples: Buffer[] = [
  Buffer.from([1, 2, 3].map((n) => JSON.stringify(kaggleRow(numbered(n)))).join("\n")),
  Buffer.from(oaiDocument(one, rawRecord(numbered(2)), three)),
  Buffer.from(atomFeed(atomEntry(numbered(1)), atomEntry(numbered(2)))),
  Buffer.from(
    JSON.stringify(
      [1, 2, 3].map((n) => ({ paper: { ...numbered(n), authors: [{ name: "Ada" }], upvotes: n } })),
    ),
  ),
  Buffer.from(
    [1, 2, 3].map((n) => JSON.stringify({ arxivId: numbered(n).id, title: "x", authors: [] })).join("\n"),
  ),
  Buffer.from(
    `On Trees\n\n${"We look at trees. ".repeat(20)}\n\n• 10 authors\n·\nNov 28, 2023 4\n\n`.repeat(2),
  ),
];
const data = "../shared/data";
if (existsSync(data))
  for (const directory of ["arxiv", "pages"].map((name) => join(data, name)))
    samples.push(
      ...readdirSync(directory).map((name) => readFileSync(join(directory, name)).subarray(0, 20_000)),
    );
else process.stderr.write(`No real data in ${data}: only made-up files are mutated.\n`);

describe("every reader", () => {
  const pieces = fc.constantFrom(
    ..."<record>|</record>|<entry>|</entry>|<OAI-PMH>|</OAI-PMH>|<feed>|</feed>|<?xml ?>|<!--|-->|<![CDATA[|]]>".split(
      "|",
    ),
    ..."<metadata>|</metadata>|<arXiv>|</arXiv>|<id>2507.00001</id>|<title>x</title>|&lt;|&x;|<a b='|\"|'|/>|<|>|]".split(
      "|",
    ),
    ...'<!DOCTYPE a [|<!ENTITY b "|[|{|}|\\|{"id":|"authors_parsed":[[|null|\ufeff|é|\0| |\n'.split("|"),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(""))),
  );

  test("never fails on any bytes in any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 20 }), async (all, size) => {
        detectFormat(all);
        for (const name of formatNames)
          expect(await readAll(formats[name].reader, all, options, size)).toEqual(
            await readAll(formats[name].reader, all, options),
          );
      }),
      { numRuns: 500 },
    );
  });

  test("never fails on randomly changed real files", async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.integer({ min: 0, max: 200 }),
      added: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        pieces.map((piece) => Buffer.from(piece)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (sample, changes, size) => {
          let mutated = sample;
          for (const { at, removed, added } of changes) {
            const place = Math.floor(at * mutated.length);
            mutated = Buffer.concat([mutated.subarray(0, place), added, mutated.subarray(place + removed)]);
          }
          detectFormat(mutated);
          for (const name of formatNames) {
            const records = await readAll(formats[name].reader, mutated, options, size);
            expect(records).toEqual(await readAll(formats[name].reader, mutated, options));
            for (const record of records)
              if (record.kind === "paper") expect(record.draft.title).toMatch(/./);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
