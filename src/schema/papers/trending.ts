import { countPastTrending, findPastTrending } from "../../domain/trending/past-ranking.js";
import type { RankPoint as Point } from "../../domain/trending/rank-history.js";
import {
  countTrending,
  type TrendingEntry as Entry,
  findTrending,
  type TrendingPage,
} from "../../domain/trending/ranking.js";
import { halfLives } from "../../domain/trending/windows.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import type { FieldCost } from "../builder/cost.js";
import { indexScan, type PageArguments, pageSize } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "./paper-list.js";
import { filterPrice } from "./paper-prices.js";

/** Scores are as of the request. */
const byTheClock = { maxAgeMs: 1_000 };

export type TrendingTypes = ReturnType<typeof defineTrending>;

export function defineTrending(builder: Builder, { Paper }: Pick<Types, "Paper">) {
  const TrendingWindow = builder.enumType("TrendingWindow", {
    description: "Trending board, defined by the half-life of an upvote's weight.",
    values: {
      DAY: { description: `${halfLives.DAY} hours: trending today.` },
      WEEK: { description: `${halfLives.WEEK / 24} days: trending this week.` },
      MONTH: { description: `${halfLives.MONTH / 24} days: trending this month.` },
    } as const,
  });
  const TrendingEntry = builder.objectRef<Entry>("TrendingEntry").implement({
    description: "A paper's position in a trending ranking.",
    fields: (t) => ({
      rank: t.exposeInt("rank", {
        description: "Rank, starting at 1: on the board or, with a filter, among the matching papers.",
      }),
      previousRank: t.exposeInt("previousRank", {
        nullable: true,
        description:
          "Rank on the whole board, also with a filter, before its latest change; null for new entries and for papers not on the board. With the argument `asOf`: rank at the end of the last day (UTC) that ended before `asOf`; null if the paper was not in the top 500, or if that day has yet to be recomputed.",
      }),
      score: t.exposeFloat("score", {
        cache: byTheClock,
        description: "Sum of the paper's upvotes, weighted by their age at `asOf`.",
      }),
      upvotes: t.exposeInt("upvotes", {
        description:
          "The paper's upvotes at `asOf`. Its own `upvotes` are today's, which differ with the argument `asOf`.",
      }),
      enteredAt: t.expose("enteredAt", {
        type: "DateTime",
        nullable: true,
        description:
          "When the paper entered the board (the top 500); null if it is not on the board, and with the argument `asOf`.",
      }),
      paper: t.field({
        type: Paper,
        cost: { batch: indexScan },
        description: "The paper.",
        resolve: ({ paper, paperId }, _arguments, { loaders }) =>
          paper ?? assertFound(loaders.paper.load(paperId)),
      }),
    }),
  });
  const TrendingClock = builder.enumType("TrendingClock", {
    description: "Which clock a trending ranking goes by.",
    values: {
      LIVE: { description: "The time of the request." },
      SAMPLE: {
        description:
          "The end of the last feature day of the bundled sample, as long as all papers and upvotes are from the sample. Ends with the first paper or upvote from another source.",
      },
      AS_OF: { description: "The instant given as the argument `asOf`." },
    } as const,
  });
  const RankPoint = builder.objectRef<Point>("RankPoint").implement({
    description: "A paper's rank on a trending board at the end of a day.",
    fields: (t) => ({
      on: t.expose("on", { type: "Date", description: "The day (UTC)." }),
      rank: t.exposeInt("rank", { description: "Rank on the board at the end of the day, 1 to 500." }),
    }),
  });
  const TrendingConnection = builder.connectionObject(
    {
      type: TrendingEntry,
      name: "TrendingConnection",
      description: "A page of a trending ranking.",
      fields: (t) => ({
        asOf: t.field({
          type: "DateTime",
          cache: byTheClock,
          description: "Time of the data behind the ranking, and of the scores.",
          resolve: (connection) => (connection as unknown as TrendingPage).asOf,
        }),
        clock: t.field({
          type: TrendingClock,
          description: "Which clock `asOf` is from.",
          resolve: (connection) => (connection as unknown as TrendingPage).clock,
        }),
      }),
    },
    { name: "TrendingEdge", description: "An entry of a trending ranking." },
  );
  const window = {
    type: TrendingWindow,
    required: true,
    defaultValue: "DAY",
    description: "Trending board.",
  } as const;
  return { TrendingWindow, TrendingEntry, TrendingConnection, RankPoint, window };
}

export function defineTrendingQuery(
  builder: Builder,
  { Paper }: Types,
  { TrendingEntry, TrendingConnection, RankPoint, window }: TrendingTypes,
  { PaperFilter }: PaperInputs,
): void {
  builder.prismaObjectField(Paper, "trending", (t) =>
    t.field({
      type: TrendingEntry,
      nullable: true,
      cost: { batch: indexScan, each: 1 },
      description: "The paper's position on the trending board; null if it is not in the top 500.",
      args: { window: t.arg(window) },
      resolve: ({ id }, args, { loaders }) => loaders.trendingEntry(args.window).load(id),
    }),
  );
  builder.prismaObjectField(Paper, "rankHistory", (t) =>
    t.field({
      type: [RankPoint],
      cost: { batch: indexScan, each: 20, rows: rankedDays },
      cache: { maxAgeMs: 60_000 },
      description:
        "The paper's ranks on the trending board, oldest first: one for each day (UTC) at whose end it was in the top 500, up to yesterday. As `trending(asOf:)` returns for the midnight after the day. Days that change because upvotes are recorded late are updated within about a minute.",
      args: {
        window: t.arg(window),
        from: t.arg({ type: "Date", description: "Start of the date range, inclusive." }),
        to: t.arg({ type: "Date", description: "End of the date range, inclusive." }),
      },
      resolve: ({ id }, { from, to, ...args }, { loaders }) =>
        loaders.rankHistory({ ...args, from: from ?? undefined, to: to ?? undefined }).load(id),
    }),
  );
  builder.queryField("trending", (t) =>
    t.connection(
      {
        type: TrendingEntry,
        cost: trendingCost,
        description: "Papers with upvotes, ranked by trending score. Withdrawn papers are excluded.",
        args: {
          window: t.arg(window),
          asOf: t.arg({
            type: "DateTime",
            description:
              "Returns the ranking as it stood at this instant: later observations of upvotes and later withdrawals are ignored. Upvotes whose time of observation is unknown count from the end of the paper's first feature day, or else from its publication. All other data of the papers are today's, also in `filter`. Must not be in the future or before the first observation. Defaults to the current ranking.",
          }),
          filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        },
        resolve: async (_root, { window, filter, asOf, ...page }, context) => {
          const query = { window, filter: await parsePaperFilter(context, filter) };
          if (asOf != null)
            return withTotalCount(
              findPastTrending(context.db, { ...query, asOf, page, now: context.now }),
              () => countPastTrending(context.db, { ...query, asOf }),
            );
          return withTotalCount(findTrending(context.db, { ...query, page, now: context.now }), () =>
            countTrending(context.db, query),
          );
        },
      },
      TrendingConnection,
    ),
  );
}

interface TrendingArguments extends PageArguments {
  filter?: PaperFilterInput | null | undefined;
  asOf?: Date | null | undefined;
  before?: string | null | undefined;
}

/** A page of a past board scores the papers of the day before; its end, and its count, all papers. */
const [pastPage, allPast] = [2_000, 20_000];
/** How often a past board evaluates its filter at most: for the number of matches, and for each attempt. */
const pastFilters = 4;

/** A page of a board; with a filter, the ranking is computed for the request. */
export const trendingCost: FieldCost<TrendingArguments> = {
  statement: ({ filter, asOf, last, before }) =>
    asOf == null
      ? 150 + filterPrice(filter)
      : pastFilters * filterPrice(filter) + (last != null && before == null ? allPast : pastPage),
  page: pageSize,
  pass: ({ filter, asOf }) => filterPrice(filter) + (asOf == null ? 600 : allPast),
};

/** Most papers leave the boards within this number of days. */
const typicalDays = 100;

function rankedDays({
  from,
  to,
}: {
  from?: string | null | undefined;
  to?: string | null | undefined;
}): number {
  if (from == null) return typicalDays;
  const days = ((to == null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 86_400_000 + 1;
  return Math.min(typicalDays, Math.max(1, Math.ceil(days)));
}
