import sql from "sql-template-tag";
import { expect, test } from "vitest";
import { trustLevels } from "../../src/domain/interchange/trust-level.js";
import { recordPapers } from "../../src/domain/recording/record-papers.js";
import { recordUpvotes } from "../../src/domain/recording/record-upvotes.js";
import { registerSource } from "../../src/domain/sources/sources.js";
import { recomputeStaleBoards } from "../../src/domain/upkeep/stale-boards.js";
import { useDatabase } from "../kit/db/database.js";
import { type Chronicle, chronicles, undatedFrom } from "../kit/models/chronicles.js";
import { windows } from "../kit/models/trending-model.js";
import { useApp } from "../kit/server/app.js";

// `crossings` is compared with a plain search through all observations, all boards and all published ranks.

const day = 24 * 3_600_000;
const start = Date.UTC(2025, 6, 1);
const now = new Date(start + 40 * day);
const papers = chronicles(400, { start, days: 24, seed: 5 });

/** Ranks while a file is read are those of a part of its papers. */
let lastOfFile = 0;

const database = useDatabase(async ({ db }) => {
  await registerSource(db, "test");
  const origin = { source: "test", trustLevel: trustLevels.feed, observedAt: now };
  await recordPapers(
    db,
    papers.map(({ observations: _observations, undated, withdrawnAt, ...facts }) => ({
      ...facts,
      ...(withdrawnAt && { withdrawnAt }),
      ...(undated !== undefined && { upvotes: undated }),
    })),
    { ...origin, undated: true },
  );
  const [log] = await db.query<{ last: number }>(sql`select last_number::int as last from event_log`);
  lastOfFile = log?.last ?? 0;
  const observations = papers.flatMap((paper) => paper.observations.map((each) => ({ paper, ...each })));
  // In no order.
  observations.sort((one, other) => (one.at.getTime() % 7_919) - (other.at.getTime() % 7_919));
  for (let from = 0; from < observations.length; from += 200)
    await recordUpvotes(
      db,
      observations.slice(from, from + 200).map(({ paper, at, upvotes }) => ({
        paper: `arxiv/${paper.arxivId}`,
        upvotes,
        observedAt: at,
      })),
      { source: "test", now },
    );
  while (await recomputeStaleBoards(db, now));
});
const app = useApp(database);

interface Crossing {
  crossedAt: string;
  rank: number | null;
  upvotes: number | null;
  node: { arxivId: string };
}

interface Page {
  crossings: {
    totalCount: number;
    edges: Crossing[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const query = `query ($event: PaperEventInput!, $filter: PaperFilter, $first: Int, $after: String) {
  crossings(event: $event, filter: $filter, first: $first, after: $after) {
    totalCount
    edges { crossedAt rank upvotes node { arxivId } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function allPages(event: object, filter?: object, first = 100): Promise<Crossing[]> {
  const found: Crossing[] = [];
  for (let after: string | undefined; ; ) {
    const { crossings }: Page = await app.get<Page>(query, { event, filter, first, after });
    found.push(...crossings.edges);
    if (!crossings.pageInfo.hasNextPage) {
      expect(found).toHaveLength(crossings.totalCount);
      return found;
    }
    after = crossings.pageInfo.endCursor;
  }
}

/** By ID of the paper and time, to compare lists in which ties are in another order. */
function sorted(crossings: readonly Crossing[]): Crossing[] {
  return [...crossings].sort((one, other) =>
    `${other.crossedAt} ${one.node.arxivId}` < `${one.crossedAt} ${other.node.arxivId}` ? -1 : 1,
  );
}

const isLatestFirst = (crossings: readonly Crossing[]) =>
  crossings.every(({ crossedAt }, index) => crossedAt <= (crossings[index - 1]?.crossedAt ?? "9999"));

function firstTimeAt(paper: Chronicle, min: number): Crossing | undefined {
  const { arxivId, observations, undated } = paper;
  const totals = undated === undefined ? observations : [{ at: undatedFrom(paper), upvotes: undated }];
  const found = totals.find(({ upvotes }) => upvotes >= min);
  return (
    found && { crossedAt: found.at.toISOString(), rank: null, upvotes: found.upvotes, node: { arxivId } }
  );
}

test.each([
  [1, undefined, 100],
  [20, undefined, 7],
  [60, ["third 1"], 30],
  [150, undefined, 100],
  [20, ["rare"], 3],
  [10_000, undefined, 20],
])(
  "papers that reached %i upvotes, with the time of the first observation that says it",
  async (min, keywords, size) => {
    const found = await allPages({ upvotes: min }, keywords && { keywords }, size);
    expect(isLatestFirst(found)).toBe(true);
    const wanted = papers
      .filter((paper) => keywords?.every((each) => paper.keywords.includes(each)) ?? true)
      .flatMap((paper) => firstTimeAt(paper, min) ?? []);
    expect(sorted(found)).toEqual(sorted(wanted));
  },
);

interface Place {
  board: string;
  arxivId: string;
  at: string;
  rank: number;
}

/** Every rank that is known: those of the ends of days, and those that subscribers got. */
async function allPlaces(): Promise<Place[]> {
  const rows = await database.db.query<Omit<Place, "at"> & { at: Date }>(sql`
    select b.board, p.arxiv_id as "arxivId", (b.day + 1)::timestamp at time zone 'UTC' as at, place.rank::int as rank
    from daily_boards b cross join unnest(b.paper_ids) with ordinality place(id, rank) join papers p on p.id = place.id
    union all
    select substr(e.topic, 10), p.arxiv_id, e.occurred_at, e.rank
    from events e join papers p on p.id = e.paper_id where e.topic like 'trending:%' and e.number > ${lastOfFile}
  `);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function expectTop(window: string, top: number, filter?: object): Promise<void> {
  const found = await allPages({ trending: { window, top } }, filter, 40);
  expect(isLatestFirst(found)).toBe(true);
  const first = new Map<string, Place>();
  for (const place of await allPlaces()) {
    const known = first.get(place.arxivId);
    if (place.board !== window || place.rank > top) continue;
    const isEarlier = known === undefined || place.at < known.at;
    if (isEarlier || (place.at === known.at && place.rank < known.rank)) first.set(place.arxivId, place);
  }
  const wanted = [...first.values()].map(
    ({ arxivId, at, rank }): Crossing => ({ crossedAt: at, rank, upvotes: null, node: { arxivId } }),
  );
  const matches = ({ node }: Crossing) =>
    filter === undefined ||
    (papers.find(({ arxivId }) => arxivId === node.arxivId)?.keywords.includes("third 0") ?? false);
  expect(sorted(found)).toEqual(sorted(wanted.filter(matches)));
  expect(found.length).toBeGreaterThan(0);
}

test.each(windows.flatMap((window) => [1, 10, 100].map((top): [string, number] => [window, top])))(
  "papers that entered the top of the board %s, of %i ranks",
  async (window, top) => {
    await expectTop(window, top);
    if (top === 10) await expectTop(window, top, { keywords: ["third 0"] });
  },
);

test("a paper that rises further does not move; one that crosses is the first", async () => {
  const event = { upvotes: 150 };
  const [before, board] = [await allPages(event), await allPages({ trending: { window: "DAY", top: 3 } })];
  const old = before.at(-1)?.node.arxivId ?? "";
  const low = papers.find((paper) => firstTimeAt(paper, 50) === undefined)?.arxivId ?? "";
  const later = new Date(now.getTime() + day);
  await recordUpvotes(
    database.db,
    [old, low].map((arxivId) => ({ paper: `arxiv/${arxivId}` as const, upvotes: 5_000, observedAt: later })),
    { source: "test", now: later },
  );
  const crossedAt = later.toISOString();
  expect(await allPages(event)).toEqual([
    { crossedAt, rank: null, upvotes: 5_000, node: { arxivId: low } },
    ...before,
  ]);
  const entered = (await allPages({ trending: { window: "DAY", top: 3 } })).filter(
    (each) => each.crossedAt === crossedAt,
  );
  expect(entered.map(({ node }) => node.arxivId)).toContain(low);
  expect((await allPages({ trending: { window: "DAY", top: 3 } })).slice(entered.length)).toEqual(board);
});

test("papers by when they were added", async () => {
  const rows = await database.db.query<{ arxivId: string; at: Date }>(
    sql`select arxiv_id as "arxivId", added_at as at from papers order by added_at desc, id desc`,
  );
  expect(await allPages({ added: true })).toEqual(
    rows.map(({ arxivId, at }) => ({
      crossedAt: at.toISOString(),
      rank: null,
      upvotes: null,
      node: { arxivId },
    })),
  );
});

test.each([
  [{ upvotes: 0 }, "event.upvotes: 0 is out of range. Use 1 or more."],
  [{ trending: { top: 101 } }, "event.trending.top: 101 is out of range. Use 1 to 100."],
  [{ added: false }, "event.added: expected true."],
  [{}, "Exactly one key must be specified"],
  [{ added: true, upvotes: 3 }, "Exactly one key must be specified"],
])("the event %o is refused", async (event, message) => {
  const { errors } = await app.ask(query, { event });
  expect(errors?.[0]?.message).toContain(message);
});
