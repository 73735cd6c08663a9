import fc from "fast-check";
import sql from "sql-template-tag";
import { expect, test } from "vitest";
import type { PaperDraft } from "../../src/domain/interchange/paper-draft.js";
import { createDatabase, inDatabase } from "../kit/db/database.js";
import { record } from "../kit/models/papers.js";
import {
  fractions,
  type Group,
  type Range,
  rankOf,
  type StatsQuestion,
  type StoredPaper,
  statsOf,
  storedPapers,
  type Totals,
} from "../kit/models/stats-model.js";
import { startApp, type TestApp } from "../kit/server/app.js";
import { limitsWith } from "../kit/server/server-options.js";

// Statistics with random arguments over random papers, compared with a plain count; planned and by resolvers.

const start = Date.UTC(2023, 11, 20);
/** A hundred days around two changes of the clocks, and the ends of months. */
const instant = fc.oneof(
  fc.integer({ min: 0, max: 110 * 96 }).map((quarters) => new Date(start + quarters * 900_000)),
  fc
    .constantFrom(
      "2024-03-31T00:30:00Z",
      "2024-03-31T22:00:00Z",
      "2024-03-10T07:30:00Z",
      "2023-12-31T23:59:59.999Z",
    )
    .map((text) => new Date(text)),
);
const day = instant.map((time) => time.toISOString().slice(0, 10));

const drafts: fc.Arbitrary<(PaperDraft & { addedAt: Date })[]> = fc
  .array(
    fc
      .record({
        date: fc.oneof(
          fc.constant({}),
          day.map((publishedOn) => ({ publishedOn })),
          instant.map((publishedAt) => ({ publishedAt })),
          instant.map((publishedAt) => ({ publishedAt })),
        ),
        addedAt: instant,
        featuredOn: fc.array(day, { maxLength: 3 }).map((days) => [...new Set(days)].sort()),
        authors: fc.uniqueArray(fc.constantFrom("Ada A", "Bo B", "Cy C", "Di D"), { maxLength: 3 }),
        organization: fc.option(fc.constantFrom("one", "two", "three"), { nil: undefined }),
        keywords: fc.uniqueArray(fc.constantFrom("graphs", "agents", "speech"), { maxLength: 2 }),
        categories: fc.option(fc.uniqueArray(fc.constantFrom("cs.CL", "hep-th", "cs.LG"), { minLength: 1 })),
        upvotes: fc.nat(30),
        commentsCount: fc.nat(4),
      })
      .map(({ date, authors, organization, ...facts }) => ({
        title: "",
        ...date,
        ...facts,
        ...(authors.length === 0 ? {} : { authors: authors.map((name) => ({ name })) }),
        ...(organization && { organization: { slug: organization, name: organization } }),
      })),
    { minLength: 20, maxLength: 80 },
  )
  .map((all) =>
    all.map((draft, index) => ({ ...draft, title: `Paper ${index}`, arxivId: `2401.${10_000 + index}` })),
  );

const orderedPair = <T extends string>(pair: [T, T]) => (pair[0] < pair[1] ? pair : [pair[1], pair[0]]);
const range: fc.Arbitrary<Range> = fc.oneof(
  fc
    .tuple(day, day)
    .map(orderedPair)
    .map(([from = "", to = ""]) => ({ from, to })),
  day.map((from) => ({ from })),
  day.map((to) => ({ to })),
  fc.constantFrom(
    { from: "2024-01-01", to: "2024-01-31" },
    { from: "2024-02-01", to: "2024-02-29" },
    { since: "2024-01-31T23:00:00Z", before: "2024-02-29T23:00:00Z" },
    { since: "2024-01-01T00:00:00Z", before: "2024-02-01T00:00:00Z" },
    { since: "2024-03-01T05:00:00Z", before: "2024-04-01T04:00:00Z" },
    { since: "2024-01-01T00:00:00+09:00", to: "2024-03-05" },
    { from: "2024-01-10", before: "2024-03-05T12:30:00Z" },
  ),
  fc
    .tuple(instant, instant)
    .filter(([one, other]) => one.getTime() !== other.getTime())
    .map(([one, other]) => orderedPair([one.toISOString(), other.toISOString()]))
    .map(([since = "", before = ""]) => ({ since, before })),
);

const question = fc
  .record({
    filter: fc.oneof(
      fc.constant({}),
      range.map((publishedOn) => ({ publishedOn })),
      fc.record(
        {
          publishedOn: range,
          featuredOn: range,
          organizations: fc.constantFrom<string[]>(["one"], ["one", "three"]),
          hasOrganization: fc.boolean(),
          upvotes: fc.nat(20).map((min) => ({ min })),
        },
        { requiredKeys: [] },
      ),
    ),
    period: fc.constantFrom([], ["DAY"], ["WEEK"], ["WEEK"], ["MONTH"], ["QUARTER"], ["YEAR"]),
    subjects: fc.uniqueArray(fc.constantFrom("ORGANIZATION", "AUTHOR", "KEYWORD", "CATEGORY"), {
      maxLength: 2,
    }),
    isReversed: fc.boolean(),
    page: fc.oneof(
      fc.constant({}),
      fc.constant({ first: 10_000 }),
      fc.nat(9).map((first) => ({ first })),
      fc.nat(9).map((last) => ({ last })),
    ),
    order: fc.option(
      fc.record({
        measure: fc.constantFrom(
          ...["PERIOD", "PAPERS", "UPVOTES", "COMMENTS", "AVERAGE_UPVOTES", "MEDIAN_UPVOTES"],
          ...["MAX_UPVOTES", "AUTHORS", "ORGANIZATIONS"],
        ),
        direction: fc.constantFrom("ASC", "DESC"),
      }),
      { nil: undefined },
    ),
    dateField: fc.constantFrom(
      "PUBLISHED_ON" as const,
      "PUBLISHED_ON" as const,
      "FEATURED_ON" as const,
      "ADDED_AT" as const,
    ),
    timeZone: fc.constantFrom(
      "UTC",
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
      "Pacific/Kiritimati",
    ),
    weekStart: fc.constantFrom("MONDAY", "MONDAY", "SUNDAY", "SATURDAY", "WEDNESDAY"),
    dense: fc.constantFrom(undefined, undefined, true, false),
  })
  .map(({ period, subjects, isReversed, page, order, dense, ...rest }): StatsQuestion => {
    const by = [...period, ...subjects].slice(0, 2);
    const orderBy = order?.measure === "PERIOD" && period.length === 0 ? undefined : order;
    return {
      ...rest,
      ...page,
      by: isReversed ? by.reverse() : by,
      ...(orderBy && { orderBy }),
      ...(dense !== undefined && { dense }),
    };
  });

const totals = `totals {
  papers upvotes comments authors organizations averageUpvotes medianUpvotes maxUpvotes
  upvotePercentiles(at: [${fractions}]) shareOfPapers
}`;
/** Facets, whose papers Postgres reads once for all of them. */
const facets = `
  papers(filter: $filter, first: 2) { totalCount }
  facets: paperStats(filter: $filter, by: [KEYWORD]) { totals { papers } groups { totals { papers } } }`;
const queryOf = (again: string, also: string) => `
  query (
    $filter: PaperFilter, $by: [StatDimension!]!, $first: Int, $last: Int, $orderBy: StatOrder, $dateField: StatDateField!
    $timeZone: TimeZone!, $weekStart: Weekday!, $dense: Boolean
  ) {
    paperStats(
      filter: $filter, by: $by, first: $first, last: $last, orderBy: $orderBy, dateField: $dateField, timeZone: $timeZone
      weekStart: $weekStart, dense: $dense
    ) {
      ${totals} truncated ${again}
      groups { period partial organization { slug } author { name } keyword { name } category ${totals} }
    }
    ${also}
  }`;

interface Answer {
  totals: Totals;
  truncated: boolean;
  groups: (Omit<Group, "organization" | "author" | "keyword"> & {
    organization: { slug: string } | null;
    author: { name: string } | null;
    keyword: { name: string } | null;
  })[];
}

async function compare(
  app: TestApp,
  stored: readonly StoredPaper[],
  asked: StatsQuestion,
  { again = "", also = "" },
) {
  const now = new Date();
  const { paperStats, papers, facets } = await app.get<{
    paperStats: Answer;
    papers?: { totalCount: number };
    facets?: { totals: { papers: number } };
  }>(queryOf(again, also), { ...asked });
  const expected = statsOf(stored, asked, now);
  for (const count of [papers?.totalCount, facets?.totals.papers])
    expect(count ?? expected.totals.papers).toBe(expected.totals.papers);
  expect(rounded(paperStats.totals)).toEqual(rounded(expected.totals));
  expect(exact(paperStats.totals)).toEqual(exact(expected.totals));
  const all = expected.groups;
  const size = asked.first ?? asked.last ?? 100;
  const page = asked.last === undefined ? all.slice(0, size) : size === 0 ? [] : all.slice(-size);
  expect(`${JSON.stringify(asked)} ${paperStats.truncated}`).toBe(
    `${JSON.stringify(asked)} ${all.length > size}`,
  );
  const listed = paperStats.groups.map(
    ({ organization, author, keyword, ...group }): Group => ({
      ...group,
      organization: organization?.slug ?? null,
      author: author?.name ?? null,
      keyword: keyword?.name ?? null,
    }),
  );
  const keyOf = ({ period, organization, author, keyword, category }: Group) =>
    JSON.stringify([period, organization, author, keyword, category]);
  const known = new Map(all.map((group) => [keyOf(group), group]));
  const ranks = (groups: readonly Group[]) => groups.map((group) => rankOf(group, asked).map(roundedNumber));
  expect({ asked, ranks: ranks(listed) }).toEqual({ asked, ranks: ranks(page) });
  expect(new Set(listed.map(keyOf)).size).toBe(listed.length);
  for (const group of listed) {
    expect({ asked, group: rounded(group) }).toEqual({ asked, group: rounded(known.get(keyOf(group))) });
    expect(exact(group.totals)).toEqual(exact(known.get(keyOf(group))?.totals));
  }
}

/** What is the same decimal number however it is computed. */
const exact = ({ medianUpvotes, upvotePercentiles }: Partial<Totals> = {}) => ({
  medianUpvotes,
  upvotePercentiles,
});

const roundedNumber = (value: unknown) => (typeof value === "number" ? Number(value.toPrecision(12)) : value);
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_key, each) => roundedNumber(each));

test("statistics with any arguments equal a plain count", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      drafts,
      fc.array(question, { minLength: 90, maxLength: 110 }),
      async (papers, questions) => {
        const database = await createDatabase();
        const app = await startApp(database, { limits: limitsWith({ maxCost: 100_000_000 }) });
        try {
          await record(
            database.db,
            papers.map(({ addedAt: _addedAt, ...draft }) => draft),
          );
          for (const { title, addedAt } of papers)
            await database.db.query(sql`update papers set added_at = ${addedAt} where title = ${title}`);
          const stored = await storedPapers(database.db);
          expect(stored).toHaveLength(papers.length);
          for (const [index, each] of questions.entries())
            await compare(
              app,
              stored,
              each,
              [{}, { also: facets }, { again: "others: groups { period }" }][index % 3] ?? {},
            );
          asked += questions.length;
          expect(app.logged).toEqual([]);
        } finally {
          await app.close();
          await database.drop();
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(500);
}, 300_000);

test("more years than Postgres has are asked for", () =>
  inDatabase(async (database) => {
    const app = await startApp(database);
    await record(database.db, [{ title: "One", publishedOn: "2025-07-01" }]);
    const { paperStats } = await app.get<{ paperStats: { groups: { period: string }[] } }>(
      "{ paperStats(by: [YEAR], first: 10000, orderBy: { measure: PERIOD, direction: DESC }) { groups { period } } }",
    );
    expect(paperStats.groups).toEqual([{ period: "2025-01-01" }]);
    await app.close();
  }));

test("a period that has not ended, or will begin, is partial", () =>
  inDatabase(async (database) => {
    const app = await startApp(database);
    const dayAt = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const [before, after] = [dayAt(-1), dayAt(1)];
    const ask = (by: string) =>
      app.get<{ paperStats: { groups: { period: string; partial: boolean }[] } }>(
        `{ paperStats(by: [${by}], filter: { publishedOn: { from: "${before}", to: "${after}" } }) { groups { period partial } } }`,
      );
    const days = (await ask("DAY")).paperStats.groups;
    // Midnight may have passed since the range was made.
    expect(days.map(({ partial }) => partial)).toSatisfy((partial: boolean[]) =>
      ["false,true,true", "false,false,true"].includes(partial.join()),
    );
    for (const { partial } of (await ask("YEAR")).paperStats.groups) expect(partial).toBe(true);
    await app.close();
  }));

test("ranges at the ends of the calendar have groups", () =>
  inDatabase(async (database) => {
    const app = await startApp(database);
    for (const timeZone of ["UTC", "America/New_York", "Pacific/Kiritimati"])
      for (const by of ["DAY", "WEEK", "QUARTER", "YEAR"])
        for (const page of ["first: 3", "last: 3"])
          for (const weekStart of ["MONDAY", "SUNDAY"])
            for (const range of [
              'from: "0001-01-01"',
              'to: "9999-12-31"',
              'from: "0001-01-01", to: "9999-12-31"',
            ]) {
              const { data, errors } = await app.ask<{
                paperStats: { groups: object[]; truncated: boolean };
              }>(`{
                paperStats(
                  by: [${by}], ${page}, timeZone: "${timeZone}", weekStart: ${weekStart}
                  filter: { publishedOn: { ${range} }, featuredOn: { ${range} } }
                ) { groups { partial totals { papers } } truncated }
              }`);
              expect(errors).toBeUndefined();
              expect(data?.paperStats).toMatchObject(
                range.includes("to") && range.includes("from")
                  ? { groups: { length: 3 }, truncated: true }
                  : { groups: [] },
              );
            }
    await app.close();
  }));
