import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test, vi } from "vitest";
import { beginBulkLoad, finalizeBulkLoad } from "../../src/domain/recording/bulk-load.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { recomputeStaleMonth } from "../../src/domain/upkeep/stale-months.js";
import { createDatabase, inClient, inDatabase, type TestDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import { record } from "../kit/models/papers.js";
import { chronicle, paperNumber } from "../kit/models/worlds.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { start } from "../kit/server/processes.js";
import { limitsWith } from "../kit/server/server-options.js";

// Statistics of whole months come from stored sums. After every step of a random history, they are compared with those
// that a filter with another condition, which all papers meet, reads from the papers.

type Step = (database: TestDatabase) => Promise<unknown>;

const now = new Date("2025-08-02T00:00:00Z");

/** Papers of three months and of none. */
const drafts = fc
  .tuple(
    chronicle,
    fc.array(fc.constantFrom("2024-02", "2024-03", "2024-04"), { minLength: 60, maxLength: 60 }),
  )
  .map(([papers, months]) =>
    papers.map(({ publishedAt, ...paper }, index) => {
      const day =
        publishedAt && `${months[index]}-${publishedAt.toISOString().slice(8, 10).replace(/3.|29/, "01")}`;
      return { ...paper, ...(day === undefined ? {} : { publishedAt: new Date(`${day}T17:00:00Z`) }) };
    }),
  );

const observations = fc.array(
  fc.record({
    paper: fc.integer({ min: 1, max: 40 }).map((number) => `arxiv/${paperNumber(number).arxivId}` as const),
    upvotes: fc.integer({ min: 0, max: 9 }),
    observedAt: fc.integer({ min: 0, max: 99 }).map((hours) => new Date(Date.UTC(2025, 8, 1, hours))),
  }),
  { maxLength: 12 },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(drafts, fc.constantFrom("one", "other")).map(
      ([papers, source]): Step =>
        ({ db }) =>
          record(db, papers, { source }),
    ),
  },
  {
    weight: 2,
    arbitrary: observations.map(
      (observed): Step =>
        ({ db }) =>
          recordUpvotes(db, observed, { source: "one", now }),
    ),
  },
  fc.constant<Step>(({ db }) => forgetSource(db, "other", { now: () => now })),
  drafts.map(
    (papers): Step =>
      async ({ db }) => {
        expect(await beginBulkLoad(db)).toBe("started");
        await record(db, papers);
      },
  ),
  fc.constant<Step>(({ db }) => finalizeBulkLoad(db)),
  fc.constant<Step>(({ db }) => db.query(sql`update months set authors = null where month < '2024-04-01'`)),
  fc.constant<Step>(({ db }) => recomputeStaleMonth(db)),
);

const edge = fc.constantFrom(
  "2024-02-01",
  "2024-02-29",
  "2024-03-01",
  "2024-03-31",
  "2024-04-30",
  "2024-03-17",
);
const range = fc.oneof(
  fc.constant({ from: "2024-03-01", to: "2024-03-31" }),
  edge.map((from) => ({ from })),
  edge.map((to) => ({ to })),
  fc.tuple(edge, edge).map((edges) => ({ from: edges.toSorted()[0], to: edges.toSorted()[1] })),
);
const question = fc.record({
  range,
  by: fc.constantFrom<string[]>(["AUTHOR"], ["KEYWORD"], ["MONTH", "AUTHOR"], ["KEYWORD", "YEAR"], ["WEEK"]),
  first: fc.oneof(fc.nat(6), fc.constant(1_000)),
});
type Question = typeof question extends fc.Arbitrary<infer Asked> ? Asked : never;

const sums = "papers upvotes comments";
const measures = `${sums} authors organizations medianUpvotes maxUpvotes`;
const statistics = (ofGroups: string) => `
  query ($filter: PaperFilter!, $by: [StatDimension!]!, $first: Int!) {
    paperStats(filter: $filter, by: $by, first: $first) {
      totals { ${measures} } truncated
      groups { period author { id } keyword { name } totals { ${ofGroups} } }
    }
  }`;

async function compare(app: TestApp, { range: publishedOn, by, first }: Question): Promise<void> {
  // The second is executed by resolvers.
  for (const query of [statistics(sums).replace("truncated", ""), statistics(measures)]) {
    const ask = (filter: object) => app.get(query, { filter, by, first });
    expect(await ask({ publishedOn })).toEqual(await ask({ publishedOn, upvotes: { min: 0 } }));
  }
}

test("stored sums of months give the same statistics as the papers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(steps, fc.array(question, { minLength: 4, maxLength: 4 })), {
        minLength: 3,
        maxLength: 8,
      }),
      async (history) => {
        const database = await createDatabase();
        const app = await startApp(database, { limits: limitsWith({ maxCost: 100_000_000 }) });
        try {
          for (const [step, asked] of history) {
            await step(database);
            for (const each of asked) await compare(app, each);
          }
          await finalizeBulkLoad(database.db);
          while (await recomputeStaleMonth(database.db));
          expect(await derivedMistakes(database.db)).toEqual([]);
          expect(await database.db.query(sql`select from months where authors is null`)).toEqual([]);
          expect(app.logged).toEqual([]);
        } finally {
          await app.close();
          await database.drop();
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 300_000);

test("a server computes the sums of a database that was filled before they were stored", () =>
  inDatabase(async (database) => {
    await record(database.db, fc.sample(drafts, { numRuns: 2, seed: 7 }).flat());
    await inClient(database.url, (client) =>
      client.query(`
        drop table author_months, keyword_months, months, upvote_months;
        delete from _prisma_migrations where migration_name like '%_month_sums';
      `),
    );
    const serving = start(["serve"], { DATABASE_URL: database.url, PORT: "0" });
    await vi.waitFor(
      async () => {
        const months = await database.db.query<{ known: boolean }>(
          sql`select authors is not null as known from months`,
        );
        expect(months).toEqual([{ known: true }, { known: true }, { known: true }]);
      },
      { timeout: 60_000 },
    );
    serving.child.kill("SIGTERM");
    expect((await serving.finished).code).toBe(0);
    expect(await derivedMistakes(database.db)).toEqual([]);
  }));
