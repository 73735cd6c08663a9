import sql from "sql-template-tag";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { forgetSource } from "../../src/domain/upkeep/forget.js";
import { recomputeStaleBoards } from "../../src/domain/upkeep/stale-boards.js";
import { useDatabase } from "../kit/db/database.js";
import { type Chronicle, chronicles, diceOf, undatedFrom } from "../kit/models/chronicles.js";
import { type Window, windows } from "../kit/models/trending-model.js";
import { useApp } from "../kit/server/app.js";

const day = 24 * 3_600_000;
const start = Date.UTC(2025, 6, 1);
const papers = chronicles(750, { start, days: 24, seed: 17 });
const now = new Date(start + 90 * day);
const dice = diceOf(4);
const origin = { source: "test", trustLevel: trustLevels.feed, observedAt: now };

const database = useDatabase();
const app = useApp(database);
/** In which only what had happened until an instant is recorded. */
const replay = useDatabase();

/** What happens to the papers, oldest first. */
type Happening = { at: Date; paper: Chronicle } & ({ upvotes: number } | { withdrawn: true });

const happenings: Happening[] = papers
  .flatMap((paper): Happening[] => [
    ...paper.observations.map((observation) => ({ paper, ...observation })),
    ...(paper.undated === undefined ? [] : [{ paper, at: undatedFrom(paper), upvotes: paper.undated }]),
    ...(paper.withdrawnAt === undefined ? [] : [{ paper, at: paper.withdrawnAt, withdrawn: true as const }]),
  ])
  .sort((one, other) => one.at.getTime() - other.at.getTime());

async function recordFacts(db: Database, chosen: readonly Chronicle[], withdrawn: boolean): Promise<void> {
  await recordPapers(
    db,
    chosen.map(({ observations: _observations, undated: _undated, withdrawnAt, ...facts }) => ({
      ...facts,
      ...(withdrawn && withdrawnAt ? { withdrawnAt } : {}),
    })),
    origin,
  );
}

async function recordObservations(db: Database, observed: readonly Happening[]): Promise<void> {
  await recordUpvotes(
    db,
    observed.flatMap((happening) =>
      "upvotes" in happening
        ? [
            {
              paper: `arxiv/${happening.paper.arxivId}` as const,
              upvotes: happening.upvotes,
              observedAt: happening.at,
            },
          ]
        : [],
    ),
    { source: "test", now },
  );
}

async function recordUndated(db: Database, chosen: readonly Chronicle[]): Promise<void> {
  await recordPapers(
    db,
    chosen.flatMap(({ arxivId, title, undated }) =>
      undated === undefined ? [] : [{ arxivId, title, upvotes: undated }],
    ),
    { ...origin, undated: true },
  );
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: dice(1_000_000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

async function computeBoards(): Promise<void> {
  while (await recomputeStaleBoards(database.db, now));
}

interface Entry {
  rank: number;
  previousRank: number | null;
  upvotes: number;
  score: number;
  enteredAt: string | null;
  paper: { arxivId: string };
}
interface Page {
  trending: {
    asOf: string;
    clock: string;
    totalCount: number;
    nodes: Entry[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}
const pageQuery = `query (
  $window: TrendingWindow!, $asOf: DateTime, $filter: PaperFilter, $first: Int, $after: String, $last: Int, $before: String
) {
  trending(window: $window, asOf: $asOf, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    asOf clock totalCount
    nodes { rank previousRank upvotes score enteredAt paper { arxivId } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const columns = { DAY: "day", WEEK: "week", MONTH: "month" } as const;

/** The whole ranking of the replay. */
async function replayed(
  window: Window,
): Promise<{ arxivId: string; upvotes: number; score: number; keywords: string[] }[]> {
  const rows = await replay.db.query<{
    arxivId: string;
    upvotes: number;
    day: number;
    week: number;
    month: number;
    id: number;
  }>(sql`
    select p.arxiv_id as "arxivId", p.upvotes, p.id, s.day, s.week, s.month from trending_scores s join papers p on p.id = s.paper_id
  `);
  const keywords = new Map(papers.map((paper) => [paper.arxivId, paper.keywords]));
  return rows
    .map(({ arxivId, upvotes, id, ...scores }) => ({
      arxivId,
      upvotes,
      id,
      score: scores[columns[window]],
      keywords: keywords.get(arxivId) ?? [],
    }))
    .sort((one, other) => other.score - one.score || other.id - one.id);
}

/** Compares pages of the ranking at an instant with the replay, which has to be there. */
async function expectReplayed(window: Window, asOf: Date, filter?: { keywords: string[] }): Promise<void> {
  const wanted = (await replayed(window))
    .filter(
      ({ keywords }) => filter === undefined || filter.keywords.some((keyword) => keywords.includes(keyword)),
    )
    .map(({ arxivId, upvotes }, index) => [index + 1, arxivId, upvotes]);
  const shown = ({ nodes }: Page["trending"]) =>
    nodes.map(({ rank, paper, upvotes }) => [rank, paper.arxivId, upvotes]);
  const ask = async (page: object) =>
    (await app.get<Page>(pageQuery, { window, asOf: asOf.toISOString(), filter, ...page })).trending;

  const size = 1 + dice(100);
  const first = await ask({ first: size });
  expect(first).toMatchObject({ asOf: asOf.toISOString(), clock: "AS_OF", totalCount: wanted.length });
  expect(shown(first)).toEqual(wanted.slice(0, size));
  expect(first.pageInfo.hasNextPage).toBe(size < wanted.length);
  if (size < wanted.length) {
    const second = await ask({ first: 100, after: first.pageInfo.endCursor });
    expect(shown(second)).toEqual(wanted.slice(size, size + 100));
    expect(second.pageInfo.hasNextPage).toBe(size + 100 < wanted.length);
    const back = await ask({ last: 7, before: second.pageInfo.startCursor });
    expect(shown(back)).toEqual(wanted.slice(Math.max(0, size - 7), size));
    expect(back.pageInfo.hasPreviousPage).toBe(size > 7);
  }
  if (dice(5) === 0) expect(shown(await ask({ last: 3 }))).toEqual(wanted.slice(-3));
}

/** Replays up to one instant after another. */
async function expectAll(instants: readonly Date[], check: (asOf: Date) => Promise<void>): Promise<void> {
  await replay.db.query(
    sql`truncate papers, trending_scores, trending_places, board_days, daily_boards cascade`,
  );
  await recordFacts(replay.db, papers, false);
  let next = 0;
  for (const asOf of instants) {
    const end = happenings.findIndex(({ at }) => at > asOf);
    const due = happenings.slice(next, end === -1 ? happenings.length : end);
    await recordObservations(replay.db, due);
    await recordFacts(
      replay.db,
      due.flatMap((happening) => ("withdrawn" in happening ? [happening.paper] : [])),
      true,
    );
    next += due.length;
    await check(asOf);
  }
}

function instants(count: number): Date[] {
  const first = happenings[0]?.at.getTime() ?? 0;
  return Array.from({ length: count }, (_, index) => {
    // Some at midnight, some at the moment of an observation, which is part of the ranking then.
    const at = first + dice(36 * 24 * 60) * 60_000;
    if (index % 10 === 0) return new Date(Math.ceil(at / day) * day);
    if (index % 10 === 1) return happenings[dice(happenings.length)]?.at ?? new Date(at);
    return new Date(at + dice(60_000));
  }).sort((one, other) => one.getTime() - other.getTime());
}

beforeAll(async () => {
  for (const { db } of [database, replay]) await registerSource(db, "test");
  await recordFacts(database.db, papers, true);
});

describe("a ranking at an instant equals a replay of the observations until then", () => {
  test("recorded in any order, whether or not the boards of the days before have been computed", async () => {
    const observed = shuffled(happenings);
    const halves = [observed.slice(0, observed.length / 2), observed.slice(observed.length / 2)];
    for (const half of halves) {
      for (let from = 0; from < half.length; from += 300) {
        await recordObservations(database.db, half.slice(from, from + 300));
        // Boards of days that change again.
        if (dice(2) === 0) await computeBoards();
      }
      await recordUndated(database.db, half === halves[0] ? papers.slice(0, 450) : papers);
    }
    await expectAll(instants(4), async (asOf) => {
      for (const window of windows) await expectReplayed(window, asOf);
    });
    await computeBoards();
    let turn = 0;
    await expectAll(instants(200), async (asOf) => {
      turn += 1;
      await expectReplayed(
        windows[turn % 3] ?? "DAY",
        asOf,
        [undefined, undefined, { keywords: ["third 1"] }, { keywords: ["rare"] }][turn % 4],
      );
    });
  }, 300_000);
});

async function storedBoards() {
  return database.db.query(sql`select * from daily_boards order by day, board`);
}

describe("the boards of days", () => {
  test("are the same when all are computed again", async () => {
    await computeBoards();
    const before = await storedBoards();
    expect(before.length).toBeGreaterThan(90);
    await database.db.query(sql`truncate daily_boards`);
    await database.db.query(sql`update board_days set stale = true`);
    await computeBoards();
    expect(await storedBoards()).toEqual(before);
  });

  test("follow late changes: observations, feature days, withdrawals, removed papers", async () => {
    const changes: (() => Promise<unknown>)[] = [
      () =>
        recordObservations(
          database.db,
          papers.slice(0, 5).map((paper) => ({ paper, at: new Date(start + 12 * day), upvotes: 300 })),
        ),
      () =>
        recordObservations(
          database.db,
          papers.slice(5, 60).map((paper) => ({ paper, at: new Date(start + 20 * day), upvotes: 0 })),
        ),
      () =>
        recordPapers(
          database.db,
          papers.slice(60, 70).map(({ arxivId, title }) => ({ arxivId, title, featuredOn: ["2025-06-20"] })),
          origin,
        ),
      () =>
        recordPapers(
          database.db,
          papers
            .slice(70, 110)
            .map(({ arxivId, title }) => ({ arxivId, title, withdrawnAt: new Date(start + 30 * day) })),
          origin,
        ),
      () =>
        recordPapers(
          database.db,
          papers.slice(90, 110).map(({ arxivId, title }) => ({ arxivId, title, withdrawnAt: null })),
          origin,
        ),
      () => forgetSource(database.db, "other", { now: () => now }),
    ];
    await registerSource(database.db, "other");
    await recordPapers(
      database.db,
      [{ title: "Alone", upvoteHistory: [{ at: new Date(start + 9 * day), upvotes: 90 }] }],
      { ...origin, source: "other" },
    );
    for (const change of changes) {
      await computeBoards();
      await change();
      await computeBoards();
      const kept = await storedBoards();
      await database.db.query(sql`truncate daily_boards`);
      await database.db.query(sql`update board_days set stale = true`);
      await computeBoards();
      expect(kept).toEqual(await storedBoards());
    }
  }, 120_000);
});

describe("the ranks of a paper", () => {
  interface Ranks {
    paper: { rankHistory: { on: string; rank: number }[] };
  }
  const ranksOf = async (arxivId: string, args: string) =>
    (
      await app.get<Ranks>(
        `query ($arxivId: String) { paper(by: { arxivId: $arxivId }) { rankHistory(${args}) { on rank } } }`,
        { arxivId },
      )
    ).paper.rankHistory;

  test("are those of the boards at the end of each day", async () => {
    await computeBoards();
    const wanted = new Map<string, { on: string; rank: number }[]>();
    for (let end = start + 3 * day; end <= start + 20 * day; end += day)
      for (let after: string | undefined, page = 0; page < 5; page += 1) {
        const { trending } = await app.get<Page>(pageQuery, {
          window: "WEEK",
          asOf: new Date(end).toISOString(),
          first: 100,
          after,
        });
        const on = new Date(end - day).toISOString().slice(0, 10);
        for (const { rank, paper } of trending.nodes)
          wanted.set(paper.arxivId, [...(wanted.get(paper.arxivId) ?? []), { on, rank }]);
        if (!trending.pageInfo.hasNextPage) break;
        after = trending.pageInfo.endCursor;
      }
    expect(wanted.size).toBeGreaterThan(300);
    for (const { arxivId } of shuffled(papers).slice(0, 100))
      expect(await ranksOf(arxivId, 'window: WEEK, from: "2025-07-03", to: "2025-07-20"')).toEqual(
        wanted.get(arxivId) ?? [],
      );
  }, 60_000);

  test("are the previous ranks of the day after, at its end, too", async () => {
    const ranksAt = async (asOf: number) => {
      const { trending } = await app.get<Page>(pageQuery, {
        window: "DAY",
        asOf: new Date(asOf).toISOString(),
        first: 100,
      });
      return new Map(trending.nodes.map((entry) => [entry.paper.arxivId, entry]));
    };
    let moved = 0;
    for (let end = start + 5 * day; end < start + 9 * day; end += day) {
      const before = await ranksAt(end);
      for (const asOf of [end + day / 4, end + day])
        for (const [arxivId, { rank, previousRank }] of await ranksAt(asOf)) {
          const known = before.get(arxivId)?.rank;
          if (known === undefined) expect(previousRank ?? 101).toBeGreaterThan(100);
          else expect(previousRank).toBe(known);
          if (previousRank !== rank) moved += 1;
        }
    }
    expect(moved).toBeGreaterThan(100);
  });

  test("go on through days without changes, up to yesterday", async () => {
    const yesterday = new Date(Date.now() - day).toISOString().slice(0, 10);
    const { trending } = await app.get<Page>(pageQuery, { window: "MONTH", first: 1 });
    const ranks = await ranksOf(trending.nodes[0]?.paper.arxivId ?? "", 'window: MONTH, from: "2025-10-01"');
    expect(ranks[0]).toEqual({ on: "2025-10-01", rank: 1 });
    expect(ranks.at(-1)).toEqual({ on: yesterday, rank: 1 });
    expect(ranks.length).toBe(Math.round((Date.parse(yesterday) - Date.UTC(2025, 9, 1)) / day) + 1);
  });

  test("of a range with swapped bounds are an error", async () => {
    const { errors } = await app.ask(
      '{ paper(by: { arxivId: "2507.00001" }) { rankHistory(from: "2025-08-02", to: "2025-08-01") { rank } } }',
    );
    expect(errors).toMatchObject([
      {
        message: "rankHistory: `from` (2025-08-02) is after `to` (2025-08-01). Swap them.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});

describe("an instant without a ranking is an error", () => {
  const ask = (asOf: string) => app.ask(pageQuery, { window: "DAY", asOf });

  test("in the future", async () => {
    const { errors } = await ask("2999-01-01T00:00:00.000Z");
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^asOf: 2999-01-01T00:00:00.000Z is in the future; the server time is .*Z\. Pass an earlier instant, or omit `asOf` for the current board\.$/,
        ),
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });

  test("before the first observation, to the millisecond", async () => {
    const [row] = await database.db.query<{ first: Date }>(
      sql`select min(observed_at) as first from upvote_observations where dated`,
    );
    const first = row?.first.getTime() ?? 0;
    const { errors } = await ask(new Date(first - 1).toISOString());
    expect(errors).toMatchObject([
      {
        message: `asOf: ${new Date(first - 1).toISOString()} is before the first observation of upvotes, at ${new Date(first).toISOString()}. Pass a later instant.`,
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect((await ask(new Date(first).toISOString())).errors).toBeUndefined();
  });
});
