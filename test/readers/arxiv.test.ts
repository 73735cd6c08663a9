import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { detectFormat, formats } from "../../src/ingest/formats.js";
import { splitAuthorNames } from "../../src/ingest/readers/author-names.js";
import { readKaggle } from "../../src/ingest/readers/kaggle.js";
import { readAtom } from "../../src/ingest/readers/xml/atom.js";
import { readOai } from "../../src/ingest/readers/xml/oai.js";
import type { Reader } from "../../src/ingest/records.js";
import { parseArxivId } from "../../src/text/arxiv-ids.js";
import { nameFromTex, textFromTex } from "../../src/text/tex.js";
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

/** Drafts, and for rejected records their reasons. */
async function read(reader: Reader, text: string | Uint8Array) {
  const records = await readAll(reader, Buffer.from(text), options);
  return records.map((record) => (record.kind === "paper" ? record.draft : record.reason));
}
const kaggleOf = (...rows: unknown[]) => read(readKaggle, rows.map((row) => JSON.stringify(row)).join("\n"));

const paper = { id: "2507.00001", title: "On\n  Trees" };
const expected = {
  arxivId: "2507.00001",
  title: "On Trees",
  abstract: "We look at trees & stones, and find a < b.",
  publishedAt: new Date("2025-07-01T19:18:42Z"),
  authors: [{ name: "Ada Lovelace" }, { name: "M. L. King Jr." }, { name: "H1 Collaboration" }],
  categories: ["cs.CL", "cs.LG"],
};
/** What the formats that list versions state besides. */
const versions = [
  { number: 1, submittedAt: "2025-07-01T19:18:42.000Z" },
  { number: 2, submittedAt: "2025-07-03T01:00:00.000Z" },
];
const versioned = { ...expected, versions };

describe("a paper of arXiv", () => {
  test("is the same from the snapshot, OAI-PMH, and Atom; only the first two list versions, and the prefix arXiv has only its date", async () => {
    expect(await kaggleOf(kaggleRow())).toEqual([versioned]);
    expect(await read(readOai, oaiDocument(rawRecord(paper)))).toEqual([versioned]);
    expect(await read(readAtom, atomFeed(atomEntry(paper)))).toEqual([expected]);
    const { publishedAt: _instant, ...others } = expected;
    expect(await read(readOai, oaiDocument(arxivRecord(paper)))).toEqual([
      { ...others, publishedOn: "2025-07-01" },
    ]);
  });

  test("has terms of other classifications as keywords", async () => {
    const entry = atomEntry(paper).replace('term="cs.LG"', 'term="68T50 (Primary)"');
    expect(await read(readAtom, atomFeed(entry))).toMatchObject([
      { categories: ["cs.CL"], keywords: ["68T50 (Primary)"] },
    ]);
  });

  test("may have an old ID, with a slash", async () => {
    const old = { ...paper, id: "hep-th/9901001" };
    const ids = ["math.GT/0309136", "math/0309136", "math.GT/0309136v2"];
    for (const kaggle of await kaggleOf(...ids.map((id) => kaggleRow({ id }))))
      expect(kaggle).toMatchObject({ arxivId: "math/0309136" });
    for (const [reader, text] of [
      [readOai, oaiDocument(rawRecord(old), arxivRecord(old))],
      [readAtom, atomFeed(atomEntry(old))],
    ] as const)
      for (const draft of await read(reader, text))
        expect(draft).toMatchObject({ arxivId: "hep-th/9901001" });
  });
});

describe("a row of the snapshot", () => {
  test("takes names from the authors line if arXiv has not parsed it", async () => {
    for (const parsed of [undefined, null, [], [["", "", ""]]])
      expect(await kaggleOf(kaggleRow({ authors_parsed: parsed }))).toEqual([versioned]);
    const [nobody] = await kaggleOf(kaggleRow({ authors_parsed: [], authors: "" }));
    expect(nobody).not.toHaveProperty("authors");
  });

  test("repairs names that arXiv's parser split or left in TeX", async () => {
    const parsed = [
      ["Yuan", "C. -P.", ""],
      ["Erd{\\H o}s", "P.", ""],
      ["{de Jong}", "M.~A.", ""],
    ];
    expect(await kaggleOf(kaggleRow({ authors_parsed: parsed }))).toMatchObject([
      { authors: [{ name: "C.-P. Yuan" }, { name: "P. Erdős" }, { name: "M. A. de Jong" }] },
    ]);
  });

  test.each([
    [
      "of v1, wherever it stands",
      [
        { version: "v2", created: "x" },
        { version: "v1", created: "Wed, 02 Jul 2025 01:02:03 -0400" },
      ],
      "2025-07-02T05:02:03Z",
    ],
    ["of the first there is", [{ version: "v3", created: "1 Jan 1999 00:00 EST" }], "1999-01-01T05:00:00Z"],
    ["unknown without versions", undefined, undefined],
    ["unknown in snapshots that list them without dates", ["v1", "v2"], undefined],
  ])("is published at the date %s", async (_name, versions, instant) => {
    const [draft] = await kaggleOf(kaggleRow({ versions }));
    expect(draft).toMatchObject({ arxivId: "2507.00001" });
    expect(draft).toHaveProperty("title");
    expect((draft as { publishedAt?: Date }).publishedAt).toEqual(instant && new Date(instant));
  });

  test("of early snapshots may have a list of categories", async () => {
    expect(await kaggleOf(kaggleRow({ categories: ["cs.CL cs.LG"] }))).toEqual([versioned]);
    const [none] = await kaggleOf(kaggleRow({ categories: null }));
    expect(none).not.toHaveProperty("categories");
  });

  test.each([
    ["no id", { id: undefined }, /^id: missing; expected an arXiv ID like 2507.03607/],
    ["an empty id", { id: " " }, /^id: missing/],
    ["an id that has become a number", { id: 704.0001 }, /arxivId: expected text, got the number/],
    ["no title", { title: null }, /a paper needs a title/],
    ["a title of 10 MB", { title: "x".repeat(10_000_000) }, /at most 2,000 characters/],
  ])("with %s is the only one rejected", async (_name, fields, reason) => {
    expect(await kaggleOf(kaggleRow(), kaggleRow(fields), kaggleRow())).toEqual([
      versioned,
      expect.stringMatching(reason),
      versioned,
    ]);
  });
});

describe("an invalid value of the snapshot", () => {
  test("is dropped with warnings: a date that does not exist", async () => {
    const row = kaggleRow({ versions: [{ version: "v1", created: "Mon, 31 Feb 2025 19:18:42 GMT" }] });
    const [record] = await readAll(readKaggle, Buffer.from(JSON.stringify(row)), options);
    const { publishedAt: _date, ...kept } = expected;
    expect(record).toMatchObject({
      kind: "paper",
      warnings: [
        expect.stringMatching(/^publishedAt: .* is not a timestamp/),
        expect.stringMatching(/^versions\[0\]\.submittedAt: .* is not a timestamp/),
      ],
    });
    expect(record?.kind === "paper" && record.draft).toEqual(kept);
  });

  test.each([
    [
      "a line of authors that has no end",
      { authors_parsed: null, authors: "A. B., ".repeat(200_000) },
      "authors",
      /authors: expected at most/,
    ],
    [
      "more authors than there are",
      { authors_parsed: Array(20_001).fill(["A", "B", ""]), authors: "" },
      "authors",
      /at most 20,000 authors/,
    ],
    [
      "authors in no list",
      { authors_parsed: "Lovelace", authors: "" },
      "authors",
      /authors_parsed: expected a list/,
    ],
  ])("is dropped with a warning: %s", async (_name, fields, lost, reason) => {
    const [record] = await readAll(readKaggle, Buffer.from(JSON.stringify(kaggleRow(fields))), options);
    const { [lost]: _lost, ...kept } = versioned as Record<string, unknown>;
    expect(record).toMatchObject({ kind: "paper", warnings: [expect.stringMatching(reason)] });
    expect(record?.kind === "paper" && record.draft).toEqual(kept);
  });

  test.each([
    ["a number for authors", { authors: 3 }, "authors", /^authors: expected a list of names, got 3/],
    [
      "objects without names",
      { authors: [{ id: 1 }] },
      "authors",
      /^authors\[0\]: expected a name, .*got {"id":1}/,
    ],
    [
      "a printed list of objects",
      { authors: "[{'name': 'Bo Lind'}]" },
      "authors",
      /^authors: expected a list of names/,
    ],
    ["an object for categories", { categories: { cs: "x" } }, "categories", /^categories: expected texts/],
    [
      "objects among categories",
      { categories: [{ term: "x" }] },
      "categories",
      /^categories: expected texts/,
    ],
  ])("is dropped with a warning if there is no other: %s", async (_name, fields, lost, reason) => {
    const row = kaggleRow({ authors_parsed: null, authors: "Bo Lind", ...fields });
    const [record] = await readAll(readKaggle, Buffer.from(JSON.stringify(row)), options);
    const { [lost]: _lost, ...kept } = { ...versioned, authors: [{ name: "Bo Lind" }] } as Record<
      string,
      unknown
    >;
    expect(record).toMatchObject({ kind: "paper", warnings: [expect.stringMatching(reason)] });
    expect(record?.kind === "paper" && record.draft).toEqual(kept);
  });

  test("is dropped with a warning if it is an author", async () => {
    const parsed = [["Lovelace", "Ada", ""], null, ["King", "M. L.", "Jr."]];
    const row = Buffer.from(JSON.stringify(kaggleRow({ authors_parsed: parsed })));
    expect(await readAll(readKaggle, row, options)).toMatchObject([
      {
        draft: { authors: [{ name: "Ada Lovelace" }, { name: "M. L. King Jr." }] },
        warnings: [expect.stringMatching(/authors_parsed\[1\]/)],
      },
    ]);
  });
});

test("a data set derived from the snapshot may use other field names", async () => {
  const row = {
    arxiv_id: "2507.00001",
    title: "Counting Clouds",
    summary: "Of clouds.",
    authors: ["Ada Example", "Bob {\\O}ample"],
    categories: ["cs.XX"],
    published: "2026-06-12T10:00:00Z",
  };
  expect(detectFormat(Buffer.from(JSON.stringify(row)))).toBe("kaggle");
  expect(await kaggleOf(row, { ...row, published: "2026-06-12" })).toMatchObject([
    {
      arxivId: "2507.00001",
      abstract: "Of clouds.",
      authors: [{ name: "Ada Example" }, { name: "Bob Øample" }],
      categories: ["cs.XX"],
      publishedAt: new Date("2026-06-12T10:00:00Z"),
    },
    { publishedOn: "2026-06-12" },
  ]);
});

test.each([
  ["objects with names", [{ name: "Bo Lind" }, { name: "Ana Prieto", id: 2 }]],
  [
    "lists of their parts",
    [
      ["Lind", "Bo", ""],
      ["Prieto", "Ana", null],
    ],
  ],
  ["a list as Python prints it", "['Bo Lind', 'Ana Prieto']"],
  ["an array as NumPy prints it", "['Bo Lind'\n \"Ana Prieto\"]"],
  ["a list as JSON in a text", '["Bo Lind","Ana Prieto"]'],
])("authors may be %s", async (_name, authors) => {
  const row = { arxiv_id: "2507.00001", title: "Counting Clouds", categories: "cs.XX", authors };
  const names = { authors: [{ name: "Bo Lind" }, { name: "Ana Prieto" }] };
  const [record] = await readAll(readKaggle, Buffer.from(JSON.stringify(row)), options);
  expect(record).toMatchObject({ draft: names });
  expect(record).not.toHaveProperty("warnings");
});

test("null name parts and categories as printed by Python are accepted", async () => {
  const row = kaggleRow({
    authors_parsed: [
      ["Lind", "Bo", null],
      ["Prieto", null, null],
      [null, "Cleo", ""],
    ],
    categories: "['cs.CL', 'cs.LG']",
  });
  expect(await kaggleOf(row)).toMatchObject([
    { authors: [{ name: "Bo Lind" }, { name: "Prieto" }, { name: "Cleo" }], categories: ["cs.CL", "cs.LG"] },
  ]);
});

test.each([
  "2007-04-02 19:18:42+00:00",
  "2007-04-02 19:18:42",
  "2007-04-02T19:18:42",
  "2007-04-02 21:18:42.000000+02",
  "2007-04-02 19:18:42 UTC",
])("a date of publication may be printed as %s", async (published) => {
  expect(await kaggleOf(kaggleRow({ versions: null, published }))).toMatchObject([
    { publishedAt: new Date("2007-04-02T19:18:42Z") },
  ]);
});

test("an abstract has TeX's letters decoded outside math, and DEL removed", async () => {
  const abstract =
    'We study the Schr\\"odinger equation on K\\"{a}hler manifolds, $\\"a$ and co-B\u007fuchi.';
  expect(await kaggleOf(kaggleRow({ abstract, title: "On co-B\u007fuchi" }))).toMatchObject([
    {
      abstract: 'We study the Schrödinger equation on Kähler manifolds, $\\"a$ and co-Buchi.',
      title: "On co-Buchi",
    },
  ]);
  const record = arxivRecord({ id: "2507.00001", title: "On co-B\u007fuchi Clouds" });
  expect(await read(readOai, oaiDocument(record))).toMatchObject([{ title: "On co-Buchi Clouds" }]);
});

describe("a placeholder", () => {
  test.each([
    [
      [
        ["Zeta", "", ""],
        [":", "", ""],
        ["Prieto", "Ana", ""],
        ["Lind", "Bo", ""],
      ],
      ["Zeta", "Ana Prieto", "Bo Lind"],
    ],
    [
      [
        ["Stone", "Eli", ""],
        ["et al", "", ""],
      ],
      ["Eli Stone"],
    ],
    [[["al.", "Eli Stone et", ""]], ["Eli Stone"]],
    [
      [
        ["Stone", "Eli", ""],
        ["others", "and", ""],
        ["al", "et", ""],
      ],
      ["Eli Stone"],
    ],
    [
      [
        ["Gore", "Al", ""],
        ["Al", "", ""],
      ],
      ["Al Gore", "Al"],
    ],
    [
      [
        ["al.", "X Y et.", ""],
        ["others", "Eli Stone and", ""],
        ["1,2", "", ""],
        ["2", "", ""],
        ["ET AL.", "", ""],
        ["Tal", "E.", ""],
      ],
      ["X Y", "Eli Stone", "E. Tal"],
    ],
  ])("is an author of the snapshot: %j", async (parsed, names) => {
    expect(await kaggleOf(kaggleRow({ authors_parsed: parsed }))).toMatchObject([
      { authors: names.map((name) => ({ name })) },
    ]);
  });

  test.each(["et.al.", "etal", "et al.,", "& others"])(
    "is an author of an Atom feed called %s",
    async (name) => {
      const entry = atomEntry(paper)
        .replace("M. L. King Jr.", name.replace("&", "&amp;"))
        .replace("Ada Lovelace", "Ada Lovelace et. al.");
      expect(await read(readAtom, atomFeed(entry))).toMatchObject([
        { authors: [{ name: "Ada Lovelace" }, { name: "H1 Collaboration" }] },
      ]);
    },
  );

  test("is an author of an Atom feed", async () => {
    const entry = atomEntry(paper).replace("<name>M. L. King Jr.</name>", "<name>:</name>");
    expect(await read(readAtom, atomFeed(entry))).toMatchObject([
      { authors: [{ name: "Ada Lovelace" }, { name: "H1 Collaboration" }] },
    ]);
  });
});

describe("a daily feed of arXiv", () => {
  const expectedNew = {
    arxivId: "2507.00001",
    title: "On Trees",
    abstract: "We look at trees.",
    publishedOn: "2025-07-08",
    authors: [{ name: "Ada Lovelace" }, { name: "Bo Lind" }],
    categories: ["cs.CL", "cs.LG"],
  };
  const announcement = (type: string) =>
    `arXiv:2507.00001v1 Announce Type: ${type} \nAbstract: We look at trees.`;
  const atom = (
    type: string,
  ) => `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <entry><id>oai:arXiv.org:2507.00001v1</id><title>On Trees</title><summary>${announcement(type)}</summary>
    <link href="https://arxiv.org/abs/2507.00001" rel="alternate"/><category term="cs.CL"/><category term="cs.LG"/>
    <published>2025-07-08T00:00:00-04:00</published><dc:creator>Ada Lovelace, Bo Lind</dc:creator></entry></feed>`;
  const rss = (type: string) => `<?xml version='1.0' encoding='UTF-8'?>
    <rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CL updates</title>
    <item><title>On Trees</title><link>https://arxiv.org/abs/2507.00001</link><description>${announcement(type)}</description>
    <guid isPermaLink="false">oai:arXiv.org:2507.00001v1</guid><category>cs.CL</category><category>cs.LG</category>
    <pubDate>Tue, 08 Jul 2025 00:00:00 -0400</pubDate><dc:creator>Ada Lovelace, Bo Lind</dc:creator></item></channel></rss>`;

  test("is recognized and read as Atom and as RSS; only new papers get its date of publication", async () => {
    for (const [format, document] of [
      ["atom", atom],
      ["rss", rss],
    ] as const) {
      const { reader } = formats[format];
      expect(detectFormat(Buffer.from(document("new")))).toBe(format);
      expect(await read(reader, document("new"))).toEqual([expectedNew]);
      const [replaced] = await read(reader, document("replace"));
      expect(replaced).not.toHaveProperty("publishedOn");
      expect(replaced).toMatchObject({ abstract: "We look at trees." });
    }
  });

  test("of RSS 1.0 has titles without identifiers and markup", async () => {
    const item = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <item><title>On Trees. (arXiv:2507.00001v1 [cs.CL])</title><link>http://arxiv.org/abs/2507.00001</link>
      <description>&lt;p&gt;We look at trees.&lt;/p&gt;</description>
      <dc:creator>&lt;a href="http://arxiv.org/find/1"&gt;Ada Lovelace&lt;/a&gt;, &lt;a href="x"&gt;Bo Lind&lt;/a&gt;</dc:creator></item></rdf:RDF>`;
    const { publishedOn: _day, categories: _categories, ...others } = expectedNew;
    expect(await read(formats.rss.reader, item)).toEqual([others]);
  });
});

test.each([
  ["2507.03607", "2507.03607"],
  ["arXiv:2507.03607v2", "2507.03607"],
  ["https://arxiv.org/abs/2507.03607v1", "2507.03607"],
  ["http://export.arxiv.org/pdf/2507.03607v2.pdf", "2507.03607"],
  ["https://huggingface.co/papers/2507.03607#community", "2507.03607"],
  ["10.48550/arXiv.2507.03607", "2507.03607"],
  ["https://doi.org/10.48550/arxiv.2507.03607", "2507.03607"],
  ["oai:arXiv.org:hep-th/9901001", "hep-th/9901001"],
  ["math.GT/0309136", "math/0309136"],
  ["cond-mat.mtrl-sci/9901001", "cond-mat/9901001"],
  ["https://arxiv.org/abs/math.GT/0309136v3", "math/0309136"],
  ['"2507.03607"', "2507.03607"],
  ["“2507.03607”", "2507.03607"],
  ["[2507.03607]", "2507.03607"],
  ["(arXiv:2507.03607)", "2507.03607"],
  ["<https://arxiv.org/abs/2507.03607v1>", "2507.03607"],
  ["2507.03607.", "2507.03607"],
  ["arXiv:hep-th/9901001,", "hep-th/9901001"],
  ["[arXiv:2507.03607v2 [cs.CL]]", "2507.03607"],
  ["https://ar5iv.org/abs/2507.03607", "2507.03607"],
  ["https://ar5iv.labs.arxiv.org/html/2507.03607v2", "2507.03607"],
  ["https://www.alphaxiv.org/overview/2507.03607v2", "2507.03607"],
  ["https://www.alphaxiv.org/ja/overview/2507.03607", "2507.03607"],
  ["https://www.alphaxiv.org/abs/2507.03607.md", "2507.03607"],
  ["https://papers.cool/arxiv/2507.03607", "2507.03607"],
  ["https://scirate.com/arxiv/hep-th/9901001", "hep-th/9901001"],
  ["https://www.emergentmind.com/papers/2507.03607", "2507.03607"],
  ["https://www.semanticscholar.org/arXiv:2507.03607", "2507.03607"],
  ["https://ui.adsabs.harvard.edu/abs/arXiv:2507.03607", "2507.03607"],
  ["https://inspirehep.net/api/arxiv/2507.03607", "2507.03607"],
  ["http://xxx.lanl.gov/abs/hep-th/9901001", "hep-th/9901001"],
  ["abs/2507.03607v2", "2507.03607"],
  ["https://arxiv.org/src/2507.03607", "2507.03607"],
  ["https://arxiv.org/ps/math/0309136", "math/0309136"],
  ["arXiv:2507.03607v1  [cs.CL]  4 Jul 2025", "2507.03607"],
  ["arXiv preprint arXiv:2507.03607, 2025.", "2507.03607"],
  ["2507.03607 v2", "2507.03607"],
  ["2507.\u200b03607\ufeff", "2507.03607"],
  ["２５０７．０３６０７", "2507.03607"],
  ["2507.0360²", undefined],
  ["abs/0309136", undefined],
  ["papers/2507.03607", undefined],
  ["2507.03607 4 Jul 2025", undefined],
  ["2507.03607 [1] 4 things", undefined],
  ["arXiv preprint", undefined],
  ["2507.03607, 2025", undefined],
  ["https://ar5iv.example.org/abs/2507.03607", undefined],
  ["https://papers.cool/arxiv/cs.CL", undefined],
  ["https://notpapers.cool/arxiv/2507.03607", undefined],
  ["2507.03607, 2507.03608", undefined],
  ["10.1145/3292500", undefined],
  ["https://example.org/2507.03607", undefined],
  ["2507.036", undefined],
  ["x", undefined],
])("the arXiv id in %j is %j", (text, id) => {
  expect(parseArxivId(text)).toBe(id);
});

describe("an OAI-PMH file", () => {
  test("gives no papers for deleted records, tokens, and requests without matches", async () => {
    const deleted = oaiRecord("", ' status="deleted"');
    const nothing = `<?xml version="1.0"?><OAI-PMH><error code="noRecordsMatch">None.</error></OAI-PMH>`;
    const records = await readAll(
      readOai,
      Buffer.from(oaiDocument(deleted, rawRecord(paper)) + nothing),
      options,
    );
    expect(records).toMatchObject([{ kind: "paper", position: { record: 2 }, draft: expected }]);
  });

  test.each([
    ["Identify", "<Identify><repositoryName>arXiv</repositoryName></Identify>"],
    [
      "ListIdentifiers",
      '<ListIdentifiers><header status="deleted"><identifier>x</identifier></header></ListIdentifiers>',
    ],
    ["nothing", '<request verb="ListRecords"/>'],
  ])("with the error %s has no papers, and is reported with its position", async (_name, answer) => {
    const useless = `<?xml version="1.0"?><OAI-PMH>${answer}</OAI-PMH>`;
    const text = `${oaiDocument(rawRecord(paper))}${useless}${oaiDocument(rawRecord(paper))}<OAI-PMH/>`;
    const reason = expect.stringMatching(/no ListRecords, GetRecord or error.*verb=ListRecords/);
    expect(await read(readOai, text)).toEqual([versioned, reason, versioned, reason]);
    expect(await read(readOai, "<OAI-PMH><ListRecords></ListRecords></OAI-PMH>")).toEqual([]);
  });

  test("with another error is reported, since papers are missing", async () => {
    const expired = `<OAI-PMH><error code="badResumptionToken">It expired.</error></OAI-PMH>`;
    expect(await read(readOai, oaiDocument(rawRecord(paper)) + expired)).toEqual([
      versioned,
      "arXiv returned an error: badResumptionToken (It expired.)",
    ]);
  });

  test("may use prefixes, CDATA, comments, single records, and documents one after another", async () => {
    const prefixed = oaiDocument(rawRecord({ ...paper, title: "<![CDATA[On <record > Trees]]>" }))
      .replace(/<(\/?)(OAI-PMH|ListRecords|record|header|metadata)\b/g, "<$1oai:$2")
      .replace("<oai:ListRecords>", "<oai:ListRecords><!-- <oai:record> \"it's -->");
    expect(
      await read(readOai, `${prefixed}${rawRecord(paper)}\n${oaiDocument(arxivRecord(paper))}`),
    ).toMatchObject([{ title: "On <oai:record > Trees" }, expected, { publishedOn: "2025-07-01" }]);
  });

  test("of another metadata format, or none, is reported with the expected one", async () => {
    const dublin = oaiRecord("<metadata><oai_dc:dc><dc:title>x</dc:title></oai_dc:dc></metadata>");
    expect(await read(readOai, oaiDocument(dublin, oaiRecord("")))).toEqual([
      "metadata: expected the format arXiv or arXivRaw, found dc",
      "metadata: missing",
    ]);
  });
});

test("an Atom feed with an error is reported; one without entries is valid", async () => {
  const error = `<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title><summary>incorrect id format for 1234</summary></entry>`;
  expect(await read(readAtom, atomFeed(error))).toEqual([
    "arXiv returned an error: incorrect id format for 1234",
  ]);
  expect(await read(readAtom, atomFeed())).toEqual([]);
});

test("the formats of arXiv are recognized by their content", () => {
  const of = (text: string) => detectFormat(Buffer.from(text));
  const { id, title, abstract, authors_parsed, versions } = kaggleRow();
  expect(of(JSON.stringify(kaggleRow()))).toBe("kaggle");
  expect(of(JSON.stringify({ id, title, abstract, authors_parsed, versions }))).toBe("kaggle");
  expect(of(`\ufeff${oaiDocument(rawRecord(paper))}`)).toBe("oai");
  expect(of(`<!-- <feed> -->\n${arxivRecord(paper)}`)).toBe("oai");
  expect(of(atomFeed(atomEntry(paper)))).toBe("atom");
  expect(of(atomEntry(paper))).toBe("atom");
  const rss = (link: string) =>
    `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>${link}</link></channel></rss>`;
  expect(of(rss("http://rss.arxiv.org/rss/cs.CL"))).toBe("rss");
  expect(of(rss("https://example.org/podcast"))).toBeUndefined();
  const rdf = (names: string, inner: string) =>
    `<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ${names}>${inner}</rdf:RDF>`;
  expect(of(rdf('xmlns="http://purl.org/rss/1.0/"', "<channel>arXiv</channel>"))).toBe("rss");
  expect(of(rdf('xmlns:owl="http://www.w3.org/2002/07/owl#"', "<owl:Ontology/>"))).toBeUndefined();
  expect(
    of(rdf('xmlns:z="http://www.zotero.org/namespaces/export#"', "<z:Item>arXiv:2507.00001</z:Item>")),
  ).toBeUndefined();
  expect(of('<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title></feed>')).toBeUndefined();
  expect(of(atomFeed())).toBe("atom");
  for (const text of ["<html><body><feed>", "<!DOCTYPE feed><svg/>", "<", "<!--<!--<!--"])
    expect(of(text)).toBeUndefined();
});

describe("a line of authors", () => {
  test.each([
    ["Igor A. Zaliznyak and John M. Tranquada", ["Igor A. Zaliznyak", "John M. Tranquada"]],
    ["C. Bal\\'azs, E. L. Berger, and C.-P. Yuan", ["C. Balázs", "E. L. Berger", "C.-P. Yuan"]],
    ["BELLE Collaboration: A. Person, et al.", ["BELLE Collaboration", "A. Person"]],
    ["Ana Prieto et. al", ["Ana Prieto"]],
    ["Ana Prieto, Bo Lind, and 3 others", ["Ana Prieto", "Bo Lind"]],
    ["Ana Prieto & others", ["Ana Prieto"]],
    ["A. Person (1 and 2), B. Person (2) ((1) Cornell, (2) MIT, USA)", ["A. Person", "B. Person"]],
    ["Sammy Davis, Jr., W. Windsor III & R. Sand", ["Sammy Davis Jr.", "W. Windsor III", "R. Sand"]],
    ["A. Person (Univ. of X, B. Person", ["A. Person", "B. Person"]],
    ["Anderson Andrade,\n  Fernando Grand", ["Anderson Andrade", "Fernando Grand"]],
    ["A) Person, (, -, )", ["A Person"]],
    ["", []],
  ])("%j", (line, names) => {
    expect(splitAuthorNames(line)).toEqual({ names });
  });
});

describe("TeX", () => {
  test.each([
    ["Bal\\'azs", "Balázs"],
    ['Schr{\\"o}dinger, G\\"odel, M\\"{u}ller', "Schrödinger, Gödel, Müller"],
    ["{\\O}deg{\\aa}rd \\O sterud \\o{}", "Ødegård Østerud ø"],
    ["\\v{C}ern\\'y \\v Skoda {\\v Z}i\\v{z}ek", "Černý Škoda Žižek"],
    ["Garc\\'{\\i}a Mart\\'\\i nez {\\'{\\i}}", "García Martínez í"],
    ["Fran\\c{c}ois Fran\\c cois", "François François"],
    ["\\L{}ukasz Wa{\\l}\\k{e}sa Stra\\ss e", "Łukasz Wałęsa Straße"],
    ["Erd\\H{o}s, \\u{g}, \\.Z, \\~n, \\^e, \\`a, \\=a, \\r u", "Erdős, ğ, Ż, ñ, ê, à, ā, ů"],
    ["Ph\\d{\\^e} O\\'{}Brien \\textcommabelow{S}tefan Lu\\'ıs", "Phệ O'Brien Ștefan Luís"],
    ["{\\d{\\^{e}}} \\'{\\^a} \\textcommabelow{t} \\'ı \\v{ȷ}", "ệ ấ ț í ǰ"],
    ["Th\\h{a}o Ph\\h{\\^e} \\h a \\horn{o} \\'{\\ohorn} Ph{\\uhorn}\\ohorn{}ng", "Thảo Phể ả ơ ớ Phương"],
    ["\\d{\\ohorn} Tr\\u{\\ohorn} \\`{\\acircumflex} \\~{\\uhorn}", "ợ Tr\\uơ ầ ữ"],
    ["O\\textquotesingle{}Brien D{\\textquoteright}Souza O{\\'}Hara", "O'Brien D’Souza O'Hara"],
    ["J.\\,K. Doe, A\\&B, a\\_b, Smith\\-son", "J. K. Doe, A&B, a_b, Smithson"],
    ["\\'{\\ae} \\u\\i \\'\\ae{} \\'\\O x {\\'{\\AE}} \\u{\\i}", "ǽ ĭǽ Ǿx Ǽ ĭ"],
    ["Ana$^{1}$ Bo$^{a,\\dagger}$ Cy$ ^*$ Dee\\textsuperscript{2}", "Ana Bo Cy Dee"],
    ["\\textbf{Ana} {\\it Bo} \\textsc{Lind} \\itshape Cy", "Ana Bo Lind Cy"],
    ["{Jean-Luc} J.~P. O'Neil", "Jean-Luc J. P. O'Neil"],
  ])("in a name becomes letters: %s", (typed, name) => {
    expect(nameFromTex(typed)).toBe(name);
  });

  test.each([
    ['The Schr\\"odinger equation', "The Schrödinger equation"],
    ["$\\v{c}$ and \\v{c} and $x \\o y$", "$\\v{c}$ and č and $x \\o y$"],
    ["costs \\$5, H\\\"older, \\'etale", "costs \\$5, Hölder, étale"],
    [
      "\\horizon, R\\&D, a\\,b, $x$ \\textbf{bold} A$^{2}$",
      "\\horizon, R\\&D, a\\,b, $x$ \\textbf{bold} A$^{2}$",
    ],
    ["an open $\\'e", "an open $\\'e"],
    [
      "0.30 \\pm 0.04, \\cite{x}, \\'1, \\\"Q, {\\it K}-theory",
      "0.30 \\pm 0.04, \\cite{x}, \\'1, \\\"Q, {\\it K}-theory",
    ],
  ])("in a title becomes letters outside math only: %s", (typed, title) => {
    expect(textFromTex(typed)).toBe(title);
  });
});

test("any text is read in linear time", async () => {
  const long = 100_000;
  const texts = [
    "(",
    ")",
    "()",
    "(a,",
    " ",
    "\\",
    "$",
    "{",
    "{\\'",
    "\\'{",
    "\\c ",
    "and ",
    "et al ",
    "and 3 others ",
    "$^",
    "\\thanks{",
    "\\h ",
    ",",
    "~",
  ].flatMap((piece) => [piece.repeat(long / piece.length), `{\\'\\i${piece.repeat(long / piece.length)}x`]);
  const started = performance.now();
  for (const text of texts) {
    await kaggleOf(kaggleRow({ title: text, authors: text, authors_parsed: [] }));
    await kaggleOf(kaggleRow({ title: "x", categories: text, authors_parsed: [[text, text, text]] }));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

const data = "../shared/data/arxiv";
const present = existsSync(data);
if (!present) process.stderr.write(`No real data in ${data}: the tests over it are skipped.\n`);

describe.skipIf(!present)("a real file", () => {
  test.each([
    [
      "arxiv_kaggle_0704.0001.json",
      "kaggle",
      {
        arxivId: "0704.0001",
        publishedAt: new Date("2007-04-02T19:18:42Z"),
        title: "Calculation of prompt diphoton production cross sections at Tevatron and LHC energies",
        authors: ["C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C.-P. Yuan"],
        categories: ["hep-ph"],
      },
    ],
    [
      "arxiv_oai_arXivRaw_1304.4214.xml",
      "oai",
      {
        arxivId: "1304.4214",
        publishedAt: new Date("2013-04-15T19:33:21Z"),
        title: "Neutron Scattering and Its Application to Strongly Correlated Systems",
        authors: ["Igor A. Zaliznyak", "John M. Tranquada"],
        categories: ["cond-mat.str-el"],
      },
    ],
    [
      "arxiv_atom_entry_hep-ex-0307015.xml",
      "atom",
      {
        arxivId: "hep-ex/0307015",
        publishedAt: new Date("2003-07-07T17:46:39Z"),
        title: "Multi-Electron Production at High Transverse Momenta in ep Collisions at HERA",
        authors: ["H1 Collaboration"],
        categories: ["hep-ex"],
      },
    ],
  ] as const)("%s is recognized and read", async (name, format, { authors, ...facts }) => {
    const bytes = await readFile(join(data, name));
    expect(detectFormat(bytes)).toBe(format);
    expect(await readAll(formats[format].reader, bytes, options)).toMatchObject([
      { kind: "paper", draft: { ...facts, authors: authors.map((author) => ({ name: author })) } },
    ]);
  });
});
