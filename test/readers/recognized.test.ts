import fc from "fast-check";
import { expect, test } from "vitest";
import { detectFormat, formats } from "../../src/ingest/formats.js";
import { readAll } from "../kit/ingest/reading.js";

// JSON formats are distinguished by their records, with any of their fields in any order.

type Fields = Readonly<Record<string, unknown>>;

/** Records with the required fields, and at least `minLength` of the others, in any order. */
function recordsOf(required: Fields, optional: Fields, minLength = 0): fc.Arbitrary<Fields> {
  return fc
    .subarray(Object.entries(optional), { minLength })
    .chain((chosen) => {
      const entries = [...Object.entries(required), ...chosen];
      return fc.shuffledSubarray(entries, { minLength: entries.length });
    })
    .map((entries) => Object.fromEntries(entries));
}

const title = "On Trees";
const time = "2025-07-04T14:28:14Z";

const ownFields = {
  arxivId: "2507.03607",
  abstract: "On categories.",
  publishedAt: time,
  publishedOn: "2025-07-04",
  featuredOn: ["2025-07-08"],
  authors: ["Ada Lovelace", { name: "Grace", accountId: "u9", username: "grace", hidden: false }],
  authorsCount: 2,
  organization: { slug: "facebook", name: "AI at Meta", avatarUrl: "https://example.org/m.png" },
  keywords: ["graphs"],
  categories: ["cs.CL", "cs.LG"],
  versions: [{ number: 1, submittedAt: time }],
  upvotes: 3,
  upvoteHistory: [{ at: time, upvotes: 3 }],
  commentsCount: 1,
  starHistory: [{ at: time, stars: 3 }],
  projectUrl: "https://example.org",
  codeUrl: "https://github.com/a/b",
  githubStars: 3,
  thumbnailUrl: "https://example.org/t.png",
  withdrawnAt: time,
};
const cleared = Object.fromEntries(
  ["abstract", "categories", "versions", "authors"].map((name) => [name, null]),
);
const ownRecords = fc.oneof(
  recordsOf({ title }, ownFields),
  recordsOf({ title }, { ...ownFields, ...cleared }),
  recordsOf({ title }, { ...ownFields, versions: [{ submittedAt: time, number: 1 }] }),
);

const snapshotFields = {
  submitter: "Ada Lovelace",
  authors: "Ada Lovelace and Grace Hopper",
  "journal-ref": null,
  doi: null,
  "report-no": null,
  categories: "cs.CL cs.LG",
  license: null,
  abstract: "On keywords.",
  versions: [{ version: "v1", created: "Fri, 4 Jul 2025 14:28:14 GMT" }],
  update_date: "2025-07-07",
  authors_parsed: [["Lovelace", "Ada", ""]],
};
const snapshotRecords = fc.oneof(
  recordsOf({ id: "2507.03607", title }, { ...snapshotFields }, 1),
  // Early snapshots.
  recordsOf(
    { id: "2507.03607", title },
    { ...snapshotFields, categories: ["cs.CL cs.LG"], versions: ["v1"] },
    1,
  ),
);

const account = { _id: "u9", user: "grace", fullname: "Grace", avatarUrl: "/avatars/g.svg" };
const flatFields = {
  summary: "On versions.",
  publishedAt: time,
  upvotes: 3,
  authors: [{ _id: "x1", name: "Grace Hopper", hidden: false, user: account }],
  discussionId: "d1",
  submittedOnDailyAt: time,
  projectPage: "https://example.org",
  githubRepo: "https://github.com/a/b",
  githubStars: 3,
  ai_keywords: ["graphs"],
  organization: { _id: "o", name: "facebook", fullname: "AI at Meta" },
};
const flatRecords = recordsOf({ id: "2507.03607", title }, flatFields);
const outerFields = {
  publishedAt: time,
  title,
  summary: "On versions.",
  numComments: 2,
  thumbnail: "https://example.org",
};
const dailyRecords = fc.oneof(
  flatRecords,
  flatRecords.chain((paper) => recordsOf({ paper }, outerFields)),
);

test.each([
  ["papergraph", ownRecords],
  ["kaggle", snapshotRecords],
  ["daily", dailyRecords],
] as const)(
  "%s is recognized by any of its fields, in any order, and all of its records are read",
  async (format, records) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(records, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<(rows: Fields[]) => string>(
          (rows) => rows.map((row) => JSON.stringify(row)).join("\n"),
          (rows) => JSON.stringify(rows),
          (rows) => JSON.stringify(rows, null, 2),
        ),
        async (rows, print) => {
          const bytes = Buffer.from(print(rows));
          expect(detectFormat(bytes)).toBe(format);
          const read = await readAll(formats[format].reader, bytes, { today: "2026-11-23" });
          expect(read).toMatchObject(rows.map(() => ({ kind: "paper", draft: { title } })));
        },
      ),
      { numRuns: 1_000 },
    );
  },
);

test.each([
  ['{"title":"A title only","categories":["cs.CL"]}', "papergraph"],
  ['{"title":"A title only","versions":[{"number":1,"submittedAt":"2025-07-04T14:28:14Z"}]}', "papergraph"],
  ['{"title":"A list is missing","categories":"cs.CL"}', "papergraph"],
  ['{"title":"A list is missing","authors":"Ada Lovelace"}', "papergraph"],
  ['{"title":"A","categories":["cs.CL"]}\n{"title":"B","id":"a mistake"}', "papergraph"],
  ['{"arxivId":"2507.03607","title":"A","categories":["cs.CL"]}', "papergraph"],
  ['{"arxivId":"2507.03607","title":"A","categories":"cs.CL"}', "kaggle"],
  ['{"arxivId":"2507.03607","title":"A","summary":"B","categories":["cs.CL"]}', "kaggle"],
  ['{"arxivId":"2507.03607","title":"A","published":"2025-07-04","categories":["cs.CL"]}', "kaggle"],
  ['{"summary":"B","arxivId":"2507.03607","title":"A","keywords":["trees"]}', "papergraph"],
  ['{"title":"A","summary":"B","keywords":["trees"]}', "papergraph"],
  ['{"title":"A","license":"mit"}', "papergraph"],
  ['{"arxiv_id":"2507.03607","title":"A","abstract":"B"}', "kaggle"],
  ['{"arxiv_id":"2507.03607","title":"A","summary":"B","categories":["cs.CL"]}', "kaggle"],
  ['{"arxiv_id":"2507.03607","title":"A","published":"2025-07-04","categories":["cs.CL"]}', "kaggle"],
  ['{}\n{"id":"2507.03607","title":"A","update_date":"2025-07-04"}', "kaggle"],
])("%s is %s", (text, format) => {
  expect(detectFormat(Buffer.from(text))).toBe(format);
});

/** Fields of the snapshot that are unknown to papergraph's own lines, or have other values there. */
const mistakes = {
  ...snapshotFields,
  id: "2507.03607",
  arxiv_id: "2507.03607",
  published: "2025-07-04",
  summary: "On versions.",
  versions: ["v1"],
};

test("papergraph's own lines with a field of the snapshot are not taken for it: it would lose the others", async () => {
  // Those of which the snapshot has no counterpart.
  const {
    arxivId: _id,
    authors: _authors,
    abstract: _abstract,
    categories: _categories,
    ...others
  } = ownFields;
  const records = recordsOf({ title }, others, 1).chain((own) =>
    fc
      .constantFrom(...Object.entries(mistakes))
      .chain(([name, value]) => recordsOf({ ...own, [name]: value }, { authors: ["Ada"] })),
  );
  await fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 3 }), fc.boolean(), (rows, asList) => {
      const text = asList ? JSON.stringify(rows) : rows.map((row) => JSON.stringify(row)).join("\n");
      expect(detectFormat(Buffer.from(text))).not.toBe("kaggle");
    }),
    { numRuns: 1_000 },
  );
});

const own = { ...ownFields, title };

test.each([
  [{ ...own, license: "mit" }, '"license" is not a field of a paper'],
  [{ ...own, doi: null }, '"doi" is not a field of a paper'],
  [{ title, license: "mit", keywords: ["trees"] }, '"license" is not a field of a paper'],
  [{ title, upvotes: 3, license: "mit" }, '"license" is not a field of a paper'],
  [{ id: "2507.03607", title, keywords: ["trees"] }, '"id" is not a field of a paper'],
  [{ id: "2507.03607", title, upvotes: 3, abstract: "On versions." }, '"id" is not a field of a paper'],
  [{ summary: "On versions.", ...own }, '"summary" is not a field of a paper'],
  [{ ...own, categories: "cs.CL" }, 'categories: expected a list of categories, got the string "cs.CL"'],
  [{ ...own, versions: ["v1"] }, 'versions[0]: expected a version as an object, got the string "v1"'],
])(
  "%j at the beginning of papergraph's own lines is named, and the others are read",
  async (wrong, problem) => {
    const bytes = Buffer.from(`${JSON.stringify(wrong)}\n${JSON.stringify(own)}`);
    const format = detectFormat(bytes);
    expect(format).toBe("papergraph");
    const [first, second] = await readAll(formats.papergraph.reader, bytes, { today: "2026-11-23" });
    expect(first?.kind === "paper" ? first.warnings : [first?.reason]).toEqual([problem]);
    expect(second).toMatchObject({ draft: { title, keywords: ["graphs"], upvoteHistory: [{ upvotes: 3 }] } });
  },
);
