import fc from "fast-check";
import sql from "sql-template-tag";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askPostgres, SearchWords } from "../src/domain/search-words.js";
import { createDatabase, type TestDatabase } from "./kit/database.js";

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase("migrated");
});
afterAll(() => database.drop());

/** What Postgres' parser takes for more than a word, and what it takes for none. */
const tokens = fc.constantFrom(
  ...[
    "the",
    "We",
    "models",
    "well-known",
    "state-of-the-art",
    "GPT-4",
    "3.5",
    "-7",
    "1e5",
    "41%",
    "v1.2.3",
    "x-",
    "-x",
  ],
  ...[
    "https://example.org/a/b?c=d",
    "a@example.org",
    "/usr/bin",
    "e.g.",
    "U.S.",
    "don't",
    "l'été",
    "naïve",
    "Straße",
  ],
  ...[
    "ΣΊΣΥΦΟΣ",
    "ﬁne",
    "\u00a0",
    "a\u00a0b",
    "x\ty",
    "\u2028",
    "&amp;",
    "&#39;",
    "$\\alpha$",
    "{\\'e}",
    "a_b",
    "日本語",
  ],
  ...[
    "zzqx",
    "zzqx-zzqx",
    "'quoted'",
    "back\\slash",
    "'",
    "\\",
    ":1",
    "a:b",
    "A/B",
    "…",
    "e\u0301",
    "\u0301",
    "😀",
  ],
  // Letters with a mark or two around them, and what looks like that.
  ...[
    "(GAN)",
    "networks,",
    "end.",
    "http:",
    "www.",
    "HTTP://",
    "(the",
    "a)",
    "(x;",
    "()",
    "(",
    "is:",
    "e.g.,",
    "(A.B)",
  ],
  ...["x".repeat(499), "é".repeat(250), "ab ".repeat(40)],
);
const text = fc
  .array(fc.oneof({ weight: 6, arbitrary: tokens }, { weight: 1, arbitrary: fc.string({ maxLength: 12 }) }), {
    maxLength: 30,
  })
  .map((words) => words.join(" ").replaceAll("\0", ""));

/** The documents of titles, names and abstracts as put together here; undefined for those left to Postgres. */
async function documentsOf(words: SearchWords, rows: readonly (readonly [string, string, string])[]) {
  const split = rows.map(
    ([title, names, body]) =>
      [
        { words: words.split(title), weight: "A" },
        { words: words.split(names), weight: "B" },
        { words: words.split(body), weight: "D" },
      ] as const,
  );
  await words.learn(askPostgres(database.db));
  return split.map((texts) => words.documentOf(texts));
}

/** The same in Postgres' words, those made here and those that it makes. */
async function compared(rows: readonly (readonly [string, string, string])[], made: readonly Buffer[]) {
  return database.db.transaction(async (transaction) => {
    await transaction.query(sql`create temp table made (row int, document tsvector) on commit drop`);
    await transaction.copy(
      "made (row, document)",
      made.map((document, row) => ({ row, document })),
      { row: "int", document: "tsvector" },
    );
    return transaction.query<{ ours: string; theirs: string }>(sql`
      select document::text as ours, (
          setweight(to_tsvector('english', search_fold(title)), 'A')
          || setweight(to_tsvector('english', search_fold(names)), 'B')
          || setweight(to_tsvector('english', search_fold(body)), 'D')
        )::text as theirs
      from made join unnest(
        ${rows.map(([title]) => title)}::text[], ${rows.map(([, names]) => names)}::text[],
        ${rows.map(([, , body]) => body)}::text[]
      ) with ordinality as texts(title, names, body, place) on place = row + 1
      order by row
    `);
  });
}

test("a document is what Postgres would make of the texts, whatever stands in them", async () => {
  const words = new SearchWords();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 20 }), async (rows) => {
      const documents = await documentsOf(words, rows);
      const kept = rows.filter((_, index) => documents[index] !== undefined);
      const left = rows.filter((_, index) => documents[index] === undefined);
      for (const texts of left) expect(texts.join("")).toMatch(/</);
      for (const { ours, theirs } of await compared(
        kept,
        documents.filter((made) => made !== undefined),
      ))
        expect(ours).toBe(theirs);
    }),
    { numRuns: 100 },
  );
});

test("what does not fit into a document as it is, is left to Postgres", async () => {
  const words = new SearchWords();
  const [tag, unbroken, often, long, longAtTheEnd, fits] = await documentsOf(words, [
    ["a <b >", "", ""],
    ["", "", "x".repeat(501)],
    ["", "", "tree ".repeat(256)],
    ["", "", Array.from({ length: 17_000 }, (_, index) => `w${index}`).join(" ")],
    ["", "", [...Array.from({ length: 16_380 }, (_, index) => `w${index}`), "last-but-not-least"].join(" ")],
    ["", "", "tree ".repeat(255)],
  ]);
  expect([tag, unbroken, often, long, longAtTheEnd]).toEqual(Array(5).fill(undefined));
  const [both] = await compared([["", "", "tree ".repeat(255)]], [fits as Buffer]);
  expect(both?.ours).toBe(both?.theirs);
});

test("a book of too many words is full", () => {
  const words = new SearchWords();
  for (let part = 0; part < 3; part += 1) {
    expect(words.isFull).toBe(part === 2);
    words.split(Array.from({ length: 200_000 }, (_, index) => `w${part}x${index}`).join(" "));
  }
});
