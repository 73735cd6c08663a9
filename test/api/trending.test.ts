import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { type BoardChange, type BoardEntry, diffBoard } from "../../src/domain/trending/boards.js";
import { useDatabase } from "../kit/db/database.js";
import { derivedMistakes } from "../kit/db/derived.js";
import {
  logWorth,
  type ModelPaper,
  upvotesOf,
  type Window,
  windows,
  worth,
} from "../kit/models/trending-model.js";
import { useApp } from "../kit/server/app.js";
import { writerOf } from "../kit/server/writing.js";

const hour = 3_600_000;

describe("scores", () => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);

  /** Changes of a paper over time, each a step. */
  type Step = { paper: number } & (
    | { at: number; upvotes: number }
    | { featuredOn: string }
    | { publishedAt: number }
    | { publishedOn: string }
    | { withdrawn: true }
  );

  const near = fc
    .integer({ min: 0, max: 14 * 24 * 60 })
    .map((minutes) => Date.UTC(2025, 5, 20) + minutes * 60_000);
  const far = fc
    .integer({ min: Date.UTC(2001) / hour, max: Date.UTC(2026) / hour })
    .map((hours) => hours * hour);
  const instant = fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: far });
  const day = instant.map((at) => new Date(at).toISOString().slice(0, 10));
  const life: fc.Arbitrary<(paper: number) => Step[]> = fc
    .record({
      observations: fc.uniqueArray(
        fc.record({ at: instant, upvotes: fc.oneof(fc.nat(9), fc.constant(0), fc.nat(4_000)) }),
        { selector: ({ at }) => at, maxLength: 9 },
      ),
      featuredOn: fc.uniqueArray(day, { maxLength: 2 }),
      published: fc.option(
        fc.oneof(
          instant.map((publishedAt) => ({ publishedAt })),
          day.map((publishedOn) => ({ publishedOn })),
        ),
        { nil: undefined },
      ),
      withdrawn: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    })
    .map(({ observations, featuredOn, published, withdrawn }) => (paper) => [
      ...observations.map((observation) => ({ paper, ...observation })),
      ...featuredOn.map((date) => ({ paper, featuredOn: date })),
      ...(published ? [{ paper, ...published }] : []),
      ...(withdrawn ? [{ paper, withdrawn: true as const }] : []),
    ]);
  /** Histories of some papers, recorded in two orders and in batches. */
  const tellings = fc
    .array(life, { minLength: 1, maxLength: 5 })
    .map((lives) => lives.flatMap((of, paper) => of(paper)))
    .chain((steps) => {
      const shuffled = fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length });
      return fc.record({
        one: shuffled,
        other: shuffled,
        sizes: fc.tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 20 })),
      });
    });

  let worlds = 0;

  /** Records new papers, step by step. Returns their IDs by their numbers in the steps. */
  async function recordSteps(steps: readonly Step[], size: number, tag: string): Promise<string[]> {
    worlds += 1;
    const papers = Math.max(-1, ...steps.map(({ paper }) => paper)) + 1;
    const arxivIds = Array.from(
      { length: papers },
      (_, paper) => `25${String(10 + paper)}.${String(worlds).padStart(5, "0")}`,
    );
    const idOf = (paper: number) => arxivIds[paper] ?? "";
    const draft = (paper: number) => ({ arxivId: idOf(paper), title: `Of world ${worlds}` });
    await write.papers(arxivIds.map((_id, paper) => ({ ...draft(paper), keywords: [tag] })));
    for (let from = 0; from < steps.length; from += size) {
      const portion = steps.slice(from, from + size);
      const observed = portion.flatMap((step) =>
        "at" in step
          ? [{ arxivId: idOf(step.paper), upvotes: step.upvotes, observedAt: new Date(step.at) }]
          : [],
      );
      if (observed.length > 0) await write.upvotes(observed);
      const facts = portion.flatMap((step) =>
        "at" in step ? [] : [{ ...draft(step.paper), ...stated(step) }],
      );
      if (facts.length > 0) await write.papers(facts);
    }
    return arxivIds;
  }

  function stated(step: Exclude<Step, { at: number }>): object {
    if ("featuredOn" in step) return { featuredOn: [step.featuredOn] };
    if ("publishedAt" in step) return { publishedAt: new Date(step.publishedAt) };
    if ("publishedOn" in step) return { publishedOn: step.publishedOn };
    return { withdrawnAt: "2025-07-01T00:00:00Z" };
  }

  function modelOf(steps: readonly Step[], paper: number): ModelPaper {
    const own = steps.filter((step) => step.paper === paper);
    return {
      observations: own.flatMap((step) => ("at" in step ? [step] : [])),
      featuredOn: own.flatMap((step) => ("featuredOn" in step ? [step.featuredOn] : [])),
      publishedAt: own.flatMap((step) => ("publishedAt" in step ? [step.publishedAt] : []))[0],
      publishedOn: own.flatMap((step) => ("publishedOn" in step ? [step.publishedOn] : []))[0],
      withdrawn: own.some((step) => "withdrawn" in step),
    };
  }

  type Stored = Record<Lowercase<Window>, number>;

  async function storedScores(arxivIds: readonly string[]): Promise<(Stored | undefined)[]> {
    const rows = await database.db.query<Stored & { arxivId: string }>(sql`
      select p.arxiv_id as "arxivId", s.day, s.week, s.month
      from trending_scores s join papers p on p.id = s.paper_id where p.arxiv_id = any(${arxivIds}::text[])
    `);
    const found = new Map(rows.map(({ arxivId, ...scores }) => [arxivId, scores]));
    return arxivIds.map((arxivId) => found.get(arxivId));
  }

  interface Ranking {
    trending: {
      asOf: string;
      totalCount: number;
      nodes: { rank: number; score: number; paper: { arxivId: string; id: string } }[];
    };
  }

  async function rankingOf(window: Window, tag: string): Promise<Ranking["trending"]> {
    const { trending } = await app.get<Ranking>(
      `query ($window: TrendingWindow!, $tag: String!) {
        trending(window: $window, filter: { keywords: [$tag] }, first: 100) {
          asOf totalCount nodes { rank score paper { id arxivId } }
        }
      }`,
      { window, tag },
    );
    return trending;
  }

  test("a score is the sum of the remaining upvotes, each by its age, regardless of the order of recording", async () => {
    await fc.assert(
      fc.asyncProperty(tellings, async ({ one, other, sizes: [size, otherSize] }) => {
        const tag = `tag ${worlds + 1}`;
        const arxivIds = await recordSteps(one, size, tag);
        const models = arxivIds.map((_id, paper) => upvotesOf(modelOf(one, paper)));
        const stored = await storedScores(arxivIds);
        for (const [paper, upvotes] of models.entries()) {
          const scores = stored[paper];
          expect(scores === undefined).toBe(upvotes.length === 0);
          for (const window of scores ? windows : [])
            expect(scores?.[columns[window]]).toBeCloseTo(logWorth(upvotes, window), 8);
        }
        for (const window of windows) {
          const { asOf, totalCount, nodes } = await rankingOf(window, tag);
          expect(totalCount).toBe(models.filter(({ length }) => length > 0).length);
          expect(nodes.map(({ rank }) => rank)).toEqual(nodes.map((_node, index) => index + 1));
          expect(nodes.length).toBe(totalCount);
          for (const { score, paper } of nodes)
            expectAlike(
              score,
              worth(models[arxivIds.indexOf(paper.arxivId)] ?? [], window, Date.parse(asOf)),
            );
          const worths = nodes.map(({ paper }) =>
            logWorth(models[arxivIds.indexOf(paper.arxivId)] ?? [], window),
          );
          for (const [index, value] of worths.entries())
            expect(value).toBeGreaterThanOrEqual((worths[index + 1] ?? Number.NEGATIVE_INFINITY) - 1e-8);
        }
        const twins = await recordSteps(other, otherSize, `${tag} again`);
        // Bit for bit, or the ranking would depend on the order of recording.
        expect(await storedScores(twins)).toEqual(stored);
      }),
      { numRuns: 25 },
    );
  });

  test("upvotes lose half their weight per half-life, in each window", async () => {
    const tag = "half";
    const start = Date.UTC(2025, 2, 1);
    const arxivIds = await recordSteps(
      [
        { paper: 0, at: start, upvotes: 8 },
        { paper: 1, at: start + 8 * hour, upvotes: 8 },
        { paper: 2, at: start + 60 * hour, upvotes: 8 },
        { paper: 3, at: start + 240 * hour, upvotes: 8 },
      ],
      9,
      tag,
    );
    const [base, ...later] = await storedScores(arxivIds);
    for (const [index, window] of windows.entries())
      expect((later[index]?.[columns[window]] ?? 0) - (base?.[columns[window]] ?? 0)).toBeCloseTo(1, 9);
  });

  test("over 25 years, nothing overflows and the order is right", async () => {
    const tag = "ages";
    const steps = [2001, 2008, 2015, 2024].map((year, paper) => ({
      paper,
      at: Date.UTC(year),
      upvotes: 1_000_000 / 10 ** (2 * paper),
    }));
    // At the end it has as many upvotes of 2024 as the one before it: older ones are negligible.
    const both: Step[] = [
      { paper: 4, at: Date.UTC(2001), upvotes: 999_998 },
      { paper: 4, at: Date.UTC(2024), upvotes: 1_000_000 },
    ];
    const arxivIds = await recordSteps([...steps, ...both], 3, tag);
    for (const window of windows) {
      const { nodes } = await rankingOf(window, tag);
      expect(nodes.map(({ paper }) => arxivIds.indexOf(paper.arxivId))).toEqual([4, 3, 2, 1, 0]);
      for (const { score } of nodes) expect(Number.isFinite(score)).toBe(true);
    }
  });

  test("upvotes first seen count from the end of the first featured day, else from publication, never later", async () => {
    const seen = Date.UTC(2025, 6, 10, 12);
    const observed = (paper: number): Step => ({ paper, at: seen, upvotes: 4 });
    const steps: Step[] = [
      observed(0),
      ...[observed(1), { paper: 1, publishedAt: Date.UTC(2025, 6, 8, 17, 30) }],
      ...[observed(2), { paper: 2, publishedOn: "2025-07-08" }],
      ...[
        observed(3),
        { paper: 3, publishedAt: Date.UTC(2025, 6, 1) },
        { paper: 3, featuredOn: "2025-07-05" },
      ],
      ...[observed(4), { paper: 4, featuredOn: "2025-07-07" }, { paper: 4, featuredOn: "2025-07-03" }],
      ...[observed(5), { paper: 5, featuredOn: "2025-07-10" }],
      ...[observed(6), { paper: 6, publishedOn: "2025-07-10" }],
      ...[observed(7), { paper: 7, publishedAt: Date.UTC(2025, 6, 20) }],
    ];
    const arxivIds = await recordSteps(steps, 5, "beginnings");
    const from = (await storedScores(arxivIds)).map((scores) =>
      new Date(Math.round(((scores?.day ?? 0) - 2) * 8 * hour + Date.UTC(2025))).toISOString(),
    );
    expect(from).toEqual([
      "2025-07-10T12:00:00.000Z",
      "2025-07-08T17:30:00.000Z",
      "2025-07-09T00:00:00.000Z",
      "2025-07-06T00:00:00.000Z",
      "2025-07-04T00:00:00.000Z",
      "2025-07-10T12:00:00.000Z",
      "2025-07-10T12:00:00.000Z",
      "2025-07-10T12:00:00.000Z",
    ]);
  });

  test("a falling total removes the newest upvotes, down to zero, and later ones are new", async () => {
    const start = Date.UTC(2025, 3, 1);
    const totals: readonly number[] = [5, 9, 6, 0, 2];
    const arxivIds = await recordSteps([{ paper: 0, at: start, upvotes: totals[0] ?? 0 }], 1, "falling");
    const [arxivId = ""] = arxivIds;
    const expected = [{ 0: 5 }, { 0: 5, 1: 4 }, { 0: 5, 1: 1 }, {}, { 4: 2 }] as const satisfies Record<
      number,
      number
    >[];
    for (const [index, upvotes] of totals.entries()) {
      await write.upvotes([{ arxivId, upvotes, observedAt: new Date(start + index * hour) }]);
      const standing = Object.entries<number>(expected[index] ?? {}).flatMap(([hours, count]) =>
        new Array<number>(count).fill(start + Number(hours) * hour),
      );
      const [scores] = await storedScores(arxivIds);
      if (standing.length === 0) expect(scores).toBeUndefined();
      else expect(scores?.week).toBeCloseTo(logWorth(standing, "WEEK"), 9);
    }
  });

  test("a withdrawn paper leaves the ranking and the boards, and later upvotes do not bring it back", async () => {
    const tag = "withdrawn";
    const arxivIds = await recordSteps([{ paper: 0, at: Date.UTC(2025, 8, 1), upvotes: 50 }], 1, tag);
    const [arxivId = ""] = arxivIds;
    const place = () =>
      app.get<{ paper: { trending: object | null; upvotes: number } }>(
        "query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { upvotes trending(window: MONTH) { rank } } }",
        { arxivId },
      );
    expect((await place()).paper.trending).not.toBeNull();
    await write.papers([{ arxivId, title: "Withdrawn", withdrawnAt: "2025-09-02T00:00:00Z" }]);
    expect(await rankingOf("MONTH", tag)).toMatchObject({ totalCount: 0, nodes: [] });
    await write.upvotes([{ arxivId, upvotes: 70, observedAt: "2025-09-03T00:00:00Z" }]);
    expect((await place()).paper).toEqual({ upvotes: 70, trending: null });
    expect(await rankingOf("DAY", tag)).toMatchObject({ totalCount: 0, nodes: [] });
  });

  test("all other derived data are right", async () => {
    expect(await derivedMistakes(database.db)).toEqual([]);
  });
});

describe("boards", () => {
  const database = useDatabase();
  const app = useApp(database);
  const write = writerOf(app);
  const count = 640;
  const arxivIds = Array.from({ length: count }, (_, paper) => `2506.${String(paper + 1).padStart(5, "0")}`);
  const tagsOf = (paper: number) => [`third ${paper % 3}`, ...(paper % 50 === 0 ? ["rare"] : [])];
  const papers: ModelPaper[] = arxivIds.map(() => ({ observations: [] }));
  const random = fc.sample(fc.nat(1_000_000), { numRuns: 20_000, seed: 5 });
  const dice = (sides: number) => (random.pop() ?? 0) % sides;

  interface Standing {
    rank: number;
    previousRank: number | null;
    /** Of which call. */
    entered: number;
  }
  const boards = new Map<Window, Map<number, Standing>>(windows.map((window) => [window, new Map()]));
  const calls: { began: number; ended: number }[] = [];

  interface Entry {
    rank: number;
    previousRank: number | null;
    enteredAt: string | null;
    score: number;
    paper: { arxivId: string };
  }
  interface Page {
    trending: {
      totalCount: number;
      edges: { cursor: string; node: Entry }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    };
  }
  const pageQuery = `query (
    $window: TrendingWindow!, $filter: PaperFilter, $first: Int, $after: String, $last: Int, $before: String
  ) {
    trending(window: $window, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { cursor node { rank previousRank enteredAt score paper { arxivId } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;

  /** The papers that have upvotes, best first; the later stored of equals before the earlier. */
  function rankingOf(window: Window): number[] {
    return papers
      .map((paper, number) => ({ number, upvotes: upvotesOf(paper) }))
      .filter(({ upvotes }) => upvotes.length > 0)
      .map(({ number, upvotes }) => ({ number, value: logWorth(upvotes, window) }))
      .sort((one, other) => other.value - one.value || other.number - one.number)
      .map(({ number }) => number);
  }

  /** Records the papers at an instant in one call. */
  async function observe(observed: readonly { paper: number; at: number; upvotes: number }[]): Promise<void> {
    for (const { paper, at, upvotes } of observed) {
      const { observations = [], ...others } = papers[paper] ?? {};
      papers[paper] = { ...others, observations: [...observations, { at, upvotes }] };
    }
    await inOneCall(() =>
      write.upvotes(
        observed.map(({ paper, at, upvotes }) => ({
          arxivId: arxivIds[paper] ?? "",
          upvotes,
          observedAt: new Date(at),
        })),
      ),
    );
  }

  async function inOneCall(call: () => Promise<unknown>): Promise<void> {
    const began = Date.now();
    await call();
    calls.push({ began, ended: Date.now() });
    for (const window of windows) {
      const before = boards.get(window);
      const now = new Map<number, Standing>();
      for (const [index, paper] of rankingOf(window).slice(0, 500).entries()) {
        const was = before?.get(paper);
        const rank = index + 1;
        if (was === undefined) now.set(paper, { rank, previousRank: null, entered: calls.length - 1 });
        else now.set(paper, was.rank === rank ? was : { ...was, rank, previousRank: was.rank });
      }
      boards.set(window, now);
    }
  }

  async function allPages(
    window: Window,
    filter?: object,
  ): Promise<{ entries: Entry[]; totalCount: number }> {
    const entries: Entry[] = [];
    let after: string | undefined;
    for (;;) {
      const { trending } = await app.get<Page>(pageQuery, { window, filter, first: 100, after });
      entries.push(...trending.edges.map(({ node }) => node));
      after = trending.pageInfo.endCursor;
      if (!trending.pageInfo.hasNextPage) return { entries, totalCount: trending.totalCount };
    }
  }

  async function expectBoards(): Promise<void> {
    for (const window of windows) {
      const { entries, totalCount } = await allPages(window);
      const ranking = rankingOf(window);
      expect(totalCount).toBe(ranking.length);
      expect(entries.map(({ paper }) => paper.arxivId)).toEqual(ranking.map((paper) => arxivIds[paper]));
      expect(entries.map(({ rank }) => rank)).toEqual(ranking.map((_paper, index) => index + 1));
      for (const [index, { previousRank, enteredAt }] of entries.entries()) {
        const standing = boards.get(window)?.get(ranking[index] ?? -1);
        expect(previousRank).toBe(standing?.previousRank ?? null);
        if (standing === undefined) expect(enteredAt).toBeNull();
        else {
          const call = calls[standing.entered];
          expect(Date.parse(enteredAt ?? "")).toBeGreaterThanOrEqual(call?.began ?? Number.NaN);
          expect(Date.parse(enteredAt ?? "")).toBeLessThanOrEqual(call?.ended ?? Number.NaN);
        }
      }
    }
  }

  const start = Date.UTC(2025, 5, 2);
  // No two minutes are a whole half-life apart, so only papers that were seen alike are worth the same.
  const minute = () => start + dice(479) * 60_000;

  test("each board has the top 500 in order, with their previous rank and time of entry", async () => {
    await write.papers(
      arxivIds.map((arxivId, paper) => ({ arxivId, title: `P${paper}`, keywords: tagsOf(paper) })),
    );
    // Many are seen at the same minute with the same total: then the later stored stands before the earlier.
    await observe(
      arxivIds.map((_id, paper) => ({ paper, at: start + (paper % 90) * 60_000, upvotes: dice(4) })),
    );
    await expectBoards();
    expect(boards.get("DAY")?.size).toBeLessThan(500);
    await observe(
      arxivIds.flatMap((_id, paper) =>
        paper % 4 === 0 ? [] : [{ paper, at: minute() + 8 * hour, upvotes: dice(30) }],
      ),
    );
    await expectBoards();
    expect(boards.get("DAY")?.size).toBe(500);
    expect(rankingOf("DAY").length).toBeGreaterThan(500);
  });

  test("boards are right after every change: rising, falling to zero, late recording, withdrawal, featuring", async () => {
    for (const round of [2, 3, 4]) {
      await observe(
        arxivIds.flatMap((_id, paper) =>
          dice(5) === 0
            ? [
                {
                  paper,
                  at: minute() + (dice(4) === 0 ? 1 : round) * 8 * hour + 30_000,
                  upvotes: dice(3) * dice(20),
                },
              ]
            : [],
        ),
      );
      await expectBoards();
    }
    const top = rankingOf("MONTH").slice(0, 9);
    for (const paper of top) papers[paper] = { observations: [], ...papers[paper], withdrawn: true };
    const featured = rankingOf("MONTH").slice(100, 140);
    for (const paper of featured)
      papers[paper] = { observations: [], ...papers[paper], featuredOn: ["2025-05-01"] };
    await inOneCall(() =>
      write.papers([
        ...top.map((paper) => ({
          arxivId: arxivIds[paper],
          title: `P${paper}`,
          withdrawnAt: "2025-06-09T00:00:00Z",
        })),
        ...featured.map((paper) => ({
          arxivId: arxivIds[paper],
          title: `P${paper}`,
          featuredOn: ["2025-05-01"],
        })),
      ]),
    );
    await expectBoards();
  });

  test("a paper has its rank on each board, and none outside it", async () => {
    for (const window of windows)
      for (let from = 0; from < count; from += 100) {
        const asked = arxivIds.slice(from, from + 100);
        const fields = asked.map(
          (arxivId, index) =>
            `p${index}: paper(by: { arxivId: "${arxivId}" }) { trending(window: ${window}) { rank previousRank } }`,
        );
        const found = await app.get<
          Record<string, { trending: Pick<Standing, "rank" | "previousRank"> | null }>
        >(`{ ${fields.join("\n")} }`);
        for (const [index] of asked.entries()) {
          const standing = boards.get(window)?.get(from + index);
          expect(found[`p${index}`]?.trending).toEqual(
            standing ? { rank: standing.rank, previousRank: standing.previousRank } : null,
          );
        }
      }
  });

  test("pages of any size, forward and backward, with any filter, have the ranks among the matches", async () => {
    const filters: readonly { filter: object | undefined; meets: (paper: number) => boolean }[] = [
      { filter: undefined, meets: () => true },
      { filter: { keywords: ["third 1"] }, meets: (paper) => paper % 3 === 1 },
      { filter: { keywords: ["RARE"] }, meets: (paper) => paper % 50 === 0 },
      { filter: { not: { keywords: ["rare"] } }, meets: (paper) => paper % 50 !== 0 },
      { filter: { upvotes: { min: 9 } }, meets: (paper) => (latestOf(paper)?.upvotes ?? 0) >= 9 },
      { filter: { organizations: ["nobody"] }, meets: () => false },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...windows),
        fc.constantFrom(...filters),
        fc.integer({ min: 1, max: 100 }),
        fc.boolean(),
        fc.nat(),
        async (window, { filter, meets }, size, backward, somewhere) => {
          const matching = rankingOf(window).filter(meets);
          const ask = (page: object) => app.get<Page>(pageQuery, { window, filter, ...page });
          const seen: Entry[] = [];
          // A walk from one end, at most three pages, and then one back from the middle of what was seen.
          let page = await ask(backward ? { last: size } : { first: size });
          expect(page.trending.totalCount).toBe(matching.length);
          for (let walked = 1; ; walked += 1) {
            const { edges, pageInfo } = page.trending;
            seen.splice(backward ? 0 : seen.length, 0, ...edges.map(({ node }) => node));
            const more = backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
            expect(more).toBe(seen.length < matching.length);
            if (!more || walked === 3) break;
            page = await ask(
              backward
                ? { last: size, before: pageInfo.startCursor }
                : { first: size, after: pageInfo.endCursor },
            );
          }
          const from = backward ? matching.length - seen.length : 0;
          const wanted = matching.slice(from, from + seen.length);
          expect(seen.map(({ rank, paper }) => [rank, paper.arxivId])).toEqual(
            wanted.map((paper, index) => [from + index + 1, arxivIds[paper]]),
          );
          const { edges } = page.trending;
          if (edges.length < 2) return;
          const place = somewhere % edges.length;
          const turn = edges[place];
          const back = await ask(
            backward ? { first: 2, after: turn?.cursor } : { last: 2, before: turn?.cursor },
          );
          const rank = turn?.node.rank ?? 0;
          const ranks = backward ? [rank + 1, rank + 2] : [rank - 2, rank - 1];
          expect(back.trending.edges.map(({ node }) => node.rank)).toEqual(
            ranks.filter((each) => each >= 1 && each <= matching.length),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a cursor of another window or filter, or of a list of papers, is rejected", async () => {
    const { trending, papers: list } = await app.get<Page & { papers: { pageInfo: { endCursor: string } } }>(
      `{ trending(first: 1) { edges { cursor } } papers(first: 1) { pageInfo { endCursor } } }`,
    );
    const after = trending.edges[0]?.cursor;
    for (const asked of [
      { window: "WEEK", after },
      { window: "DAY", after, filter: { keywords: ["rare"] } },
      { window: "DAY", after: list.pageInfo.endCursor },
      { window: "DAY", before: "nonsense" },
    ]) {
      const { errors } = await app.ask(pageQuery, asked);
      expect(errors).toMatchObject([{ extensions: { code: "BAD_CURSOR" } }]);
    }
  });

  function latestOf(paper: number) {
    return [...(papers[paper]?.observations ?? [])].sort((one, other) => other.at - one.at)[0];
  }
});

describe("a new ranking", () => {
  test("updates a board to the ranking, and reports each paper once per rise", () => {
    const ranking = fc.uniqueArray(fc.integer({ min: 1, max: 130 }), { maxLength: 125 });
    fc.assert(
      fc.property(fc.array(ranking, { minLength: 1, maxLength: 8 }), (rankings) => {
        let board: BoardEntry[] = [];
        // What subscribers per number of top ranks have received for papers on the board.
        const heard = new Map<number, Set<number>>([1, 5, 20, 100].map((top) => [top, new Set()]));
        for (const [call, papers] of rankings.entries()) {
          const at = new Date(Date.UTC(2025, 0, 1, call));
          const before = new Map(board.map((place) => [place.paperId, place]));
          const change = diffBoard(board, papers, at);
          board = applied(board, change);
          expect(board.map(({ paperId, rank }) => [paperId, rank])).toEqual(
            papers.map((paperId, index) => [paperId, index + 1]),
          );
          for (const { paperId, rank, previousRank, bestRank, enteredAt } of board) {
            const was = before.get(paperId);
            expect(enteredAt).toEqual(was?.enteredAt ?? at);
            expect(bestRank).toBe(Math.min(rank, was?.bestRank ?? rank));
            expect(previousRank).toBe(was?.rank === rank ? was.previousRank : (was?.rank ?? null));
          }
          for (const [top, known] of heard) {
            for (const paperId of [...known]) if (!papers.includes(paperId)) known.delete(paperId);
            const news = papers.slice(0, top).filter((paperId) => !known.has(paperId));
            const received = change.newBests.filter(
              ({ rank, bestRank }) => (rank ?? 0) <= top && (bestRank == null || bestRank > top),
            );
            expect(received.map(({ paperId }) => paperId)).toEqual(news);
            for (const paperId of news) known.add(paperId);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  function applied(board: readonly BoardEntry[], { changed, removed }: BoardChange): BoardEntry[] {
    const places = new Map(board.map((place) => [place.paperId, place]));
    for (const paperId of removed) expect(places.delete(paperId)).toBe(true);
    for (const place of changed) places.set(place.paperId, place);
    return [...places.values()].sort((one, other) => one.rank - other.rank);
  }
});

const columns = { DAY: "day", WEEK: "week", MONTH: "month" } as const;

/** As near as double precision allows after a logarithm; what is too small for a number is nothing. */
function expectAlike(given: number, wanted: number): void {
  expect(Math.abs(given - wanted)).toBeLessThanOrEqual(1e-9 * wanted + 1e-300);
}
