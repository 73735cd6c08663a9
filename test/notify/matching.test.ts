import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import type { PaperFilter } from "../../src/domain/catalog/paper-filter.js";
import { decide } from "../../src/domain/watches/matching/decide.js";
import { matchByStatements, matchFilters } from "../../src/domain/watches/matching/match-filters.js";
import { loadPaperFacts } from "../../src/domain/watches/matching/paper-facts.js";
import { useDatabase } from "../kit/db/database.js";
import { filtersOver } from "../kit/models/filters.js";
import { paper, record } from "../kit/models/papers.js";
import { feedPaper } from "../kit/models/worlds.js";

const database = useDatabase(async ({ db }) => {
  await record(
    db,
    fc.sample(fc.uniqueArray(feedPaper, { selector: ({ arxivId }) => arxivId, minLength: 15 }), {
      numRuns: 1,
      seed: 7,
    })[0] ?? [],
  );
  await record(db, [
    paper("Without anything"),
    paper("With a date", { publishedOn: "2025-07-04" }),
    paper("Withdrawn graphs", { arxivId: "2507.99999", authorsCount: 3, featuredOn: ["2025-07-02"] }),
  ]);
});

const day = fc.integer({ min: 1, max: 12 }).map((number) => `2025-07-${String(number).padStart(2, "0")}`);
const instants = fc
  .record(
    { since: fc.option(day, { nil: undefined }), before: fc.option(day, { nil: undefined }) },
    { requiredKeys: [] },
  )
  .map(({ since, before }) => ({
    since: since === undefined ? undefined : new Date(`${since}T12:00:00Z`),
    before: before === undefined ? undefined : new Date(`${before}T17:00:00Z`),
  }));
const now = new Date();

/** What the filters of the model lack. */
const others: fc.Arbitrary<PaperFilter> = fc.oneof(
  instants.map((publishedOn) => ({ publishedOn })),
  fc.tuple(day, instants).map(([from, range]) => ({ publishedOn: { ...range, from } })),
  instants.map((featuredOn) => ({ featuredOn })),
  fc.constantFrom({ since: now }, { before: now }, {}).map((addedAt) => ({ addedAt })),
  fc.constantFrom({ since: now }, { before: now }, {}).map((updatedAt) => ({ updatedAt })),
  fc.subarray(["2507.00001", "2507.00002", "2507.99999"], { minLength: 1 }).map((arxivIds) => ({ arxivIds })),
  fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }).map((authors) => ({ authors })),
  fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }).map((coauthorsOf) => ({ coauthorsOf })),
  fc
    .constantFrom("graph", "learning -graph", '"by the numbers"', "2507.00003", "nothing or zebra")
    .map((search) => ({ search })),
  fc.uniqueArray(fc.integer({ min: 1, max: 20 })).map((ids) => ({
    about: "graphs",
    relevant: { ids, scores: ids.map(() => 1), toJSON: () => undefined },
  })),
);
const filters: fc.Arbitrary<PaperFilter> = fc.letrec<{ any: PaperFilter }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    filtersOver(day) as fc.Arbitrary<PaperFilter>,
    others,
    fc.tuple(tie("any"), others).map(([one, other]) => ({ and: [one, other] })),
    fc.tuple(tie("any"), others).map(([one, other]) => ({ ...other, or: [one, other] })),
    tie("any").map((part) => ({ not: part })),
  ),
})).any;

test("filters are evaluated as Postgres does, for random filters", async () => {
  const { db } = database;
  const ids = (await db.query<{ id: number }>(sql`select id from papers`)).map(({ id }) => id);
  let [decided, matched] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(filters, { minLength: 1, maxLength: 30 }), async (all) => {
      const read = all.map((filter, index) => ({ key: String(index), filter }));
      const sorted = (matches: { filterKey: string; paperId: number }[]) =>
        matches.map(({ filterKey, paperId }) => `${filterKey} ${paperId}`).sort();
      const wanted = sorted(await matchByStatements(db, read, ids));
      expect(sorted(await matchFilters(db, async () => all, read as never, ids))).toEqual(wanted);
      const facts = await loadPaperFacts(db, ids);
      decided += all.filter((filter) =>
        facts.every((each) => decide(filter, each, new Map()) !== undefined),
      ).length;
      matched += wanted.length;
    }),
    { numRuns: 150 },
  );
  expect(decided).toBeGreaterThan(500);
  expect(matched).toBeGreaterThan(2_000);
});
