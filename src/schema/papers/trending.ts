import { countTrending, type TrendingEntry as Entry, findTrending } from "../../domain/trending/ranking.js";
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
          "Rank on the board before its latest change; null for new entries and for papers not on the board.",
      }),
      score: t.exposeFloat("score", {
        cache: byTheClock,
        description: "Sum of the paper's upvotes, weighted by their age at `asOf`.",
      }),
      enteredAt: t.expose("enteredAt", {
        type: "DateTime",
        nullable: true,
        description: "When the paper entered the board (the top 500); null if it is not on the board.",
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
          resolve: (connection) => (connection as unknown as { asOf: Date }).asOf,
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
  return { TrendingWindow, TrendingEntry, TrendingConnection, window };
}

export function defineTrendingQuery(
  builder: Builder,
  { Paper }: Types,
  { TrendingEntry, TrendingConnection, window }: TrendingTypes,
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
  builder.queryField("trending", (t) =>
    t.connection(
      {
        type: TrendingEntry,
        cost: trendingCost,
        description: "Papers with upvotes, ranked by trending score. Withdrawn papers are excluded.",
        args: {
          window: t.arg(window),
          filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        },
        resolve: async (_root, { window, filter, ...page }, context) => {
          const query = { window, filter: await parsePaperFilter(context, filter) };
          return withTotalCount(findTrending(context.db, { ...query, page, now: context.now }), () =>
            countTrending(context.db, query),
          );
        },
      },
      TrendingConnection,
    ),
  );
}

/** A page of a board; with a filter, the ranking is computed for the request. */
export const trendingCost: FieldCost<PageArguments & { filter?: PaperFilterInput | null | undefined }> = {
  statement: ({ filter }) => 150 + filterPrice(filter),
  page: pageSize,
  pass: ({ filter }) => 600 + filterPrice(filter),
};
