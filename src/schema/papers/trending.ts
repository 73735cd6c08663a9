import { countTrending, type TrendingEntry as Entry, findTrending } from "../../domain/trending/ranking.js";
import { halfLives } from "../../domain/trending/windows.js";
import type { Builder } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import type { FieldCost } from "../builder/cost.js";
import { found } from "../builder/found.js";
import { indexScan, type PageArguments, pageSize } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "./paper-list.js";
import { filterPrice } from "./paper-prices.js";

export type TrendingTypes = ReturnType<typeof defineTrending>;

export function defineTrending(builder: Builder, { Paper }: Pick<Types, "Paper">) {
  const TrendingWindow = builder.enumType("TrendingWindow", {
    description: "How fast an upvote on the board loses its worth: its half-life.",
    values: {
      DAY: { description: `${halfLives.DAY} hours: what is hot today.` },
      WEEK: { description: `${halfLives.WEEK / 24} days: what is hot this week.` },
      MONTH: { description: `${halfLives.MONTH / 24} days: what is hot this month.` },
    } as const,
  });
  const TrendingEntry = builder.objectRef<Entry>("TrendingEntry").implement({
    description: "A paper's place in a ranking by what its upvotes are still worth.",
    fields: (t) => ({
      rank: t.exposeInt("rank", {
        description:
          "1 is the top. With a filter, the place among the papers that match it; without, the place on the board.",
      }),
      previousRank: t.exposeInt("previousRank", {
        nullable: true,
        description:
          "The place on the board before its latest change; null for a new entry, and for a paper outside the board.",
      }),
      score: t.exposeFloat("score", {
        description: "Upvotes weighted by age at `asOf`: what the paper's upvotes are still worth.",
      }),
      enteredAt: t.expose("enteredAt", {
        type: "DateTime",
        nullable: true,
        description: "When the paper entered the board (the top 500 of the window); null outside it.",
      }),
      paper: t.field({
        type: Paper,
        cost: { batch: indexScan },
        description: "The paper.",
        resolve: ({ paper, paperId }, _arguments, { loaders }) => paper ?? found(loaders.paper.load(paperId)),
      }),
    }),
  });
  const TrendingConnection = builder.connectionObject(
    {
      type: TrendingEntry,
      name: "TrendingConnection",
      description: "A page of a ranking.",
      fields: (t) => ({
        asOf: t.field({
          type: "DateTime",
          description: "The instant of the data the ranking was made from, at which scores are given.",
          resolve: (connection) => (connection as unknown as { asOf: Date }).asOf,
        }),
      }),
    },
    { name: "TrendingEdge", description: "A paper's place in a page of a ranking." },
  );
  /** The argument that says which board. */
  const window = {
    type: TrendingWindow,
    required: true,
    defaultValue: "DAY",
    description: "Which board.",
  } as const;
  return { TrendingWindow, TrendingEntry, TrendingConnection, window };
}

export function queryTrending(
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
      description: "The paper's place on the trending board, or null when it is not in the top 500.",
      args: { window: t.arg(window) },
      resolve: ({ id }, asked, { loaders }) => loaders.place(asked.window).load(id),
    }),
  );
  builder.queryField("trending", (t) =>
    t.connection(
      {
        type: TrendingEntry,
        cost: trendingCost,
        description: "The papers that have upvotes, by what these are worth now; withdrawn ones left out.",
        args: {
          window: t.arg(window),
          filter: t.arg({ type: PaperFilter, description: "Only papers that meet this." }),
        },
        resolve: async (_root, { window, filter, ...page }, context) => {
          const question = { window, filter: await parsePaperFilter(context, filter) };
          return connect(findTrending(context.db, { ...question, page, now: context.now }), () =>
            countTrending(context.db, question),
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
