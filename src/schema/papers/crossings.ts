import type { PaperEvent } from "../../domain/trending/crossing-list.js";
import { countCrossings, crossingPage, findCrossings } from "../../domain/trending/crossing-list.js";
import type { TrendingWindow } from "../../domain/trending/windows.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Builder } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { parsePaperFilter } from "./paper-list.js";
import { paperListCost } from "./paper-prices.js";
import type { TrendingTypes } from "./trending.js";

export function defineCrossingsQuery(
  builder: Builder,
  { Paper }: Types,
  { TrendingWindow }: TrendingTypes,
  { PaperFilter }: PaperInputs,
): void {
  const BoardEventInput = builder.inputType("BoardEventInput", {
    description: "A paper is in the top of a trending board for the first time.",
    fields: (t) => ({
      window: t.field({
        type: TrendingWindow,
        required: true,
        defaultValue: "DAY",
        description: "Trending board.",
      }),
      top: t.int({
        required: true,
        defaultValue: 10,
        description: "Number of ranks that count as the top, 1 to 100.",
      }),
    }),
  });
  const PaperEventInput = builder.inputType("PaperEventInput", {
    isOneOf: true,
    description: "What happens to a paper once. Exactly one field must be set.",
    fields: (t) => ({
      added: t.boolean({ description: "`true`: the paper is added to this API." }),
      upvotes: t.int({ description: "The paper has at least this number of upvotes for the first time." }),
      trending: t.field({ type: BoardEventInput, description: "The paper enters the top of a board." }),
    }),
  });
  builder.queryField("crossings", (t) =>
    t.connection(
      {
        type: Paper,
        cost: paperListCost(2 * indexScan),
        description:
          "Papers by when an event happened to them, the latest first: each once, at the first time. Later changes of upvotes and ranks do not move a paper. Times of upvotes are those of their observations. Ranks of today are as published to subscribers; those of other days as at the end of the day (UTC).",
        args: {
          event: t.arg({ type: PaperEventInput, required: true, description: "The event." }),
          filter: t.arg({ type: PaperFilter, description: "Returns only papers that match now." }),
        },
        sql: {
          connection: async ({ event, filter, ...page }, { context }) =>
            crossingPage({ event: eventOf(event), filter: await parsePaperFilter(context, filter), page }),
        },
        resolve: async (_root, { event, filter, ...page }, context) => {
          const query = { event: eventOf(event), filter: await parsePaperFilter(context, filter) };
          return withTotalCount(findCrossings(context.db, { ...query, page }), () =>
            countCrossings(context.db, query),
          );
        },
      },
      { name: "CrossingConnection", description: "A page of papers by when an event happened to them." },
      {
        name: "CrossingEdge",
        description: "A paper, and when the event happened to it.",
        fields: (edge) => ({
          crossedAt: edge.field({
            type: "DateTime",
            description: "When the event happened to the paper for the first time.",
            resolve: ({ crossedAt }) => crossedAt,
          }),
          rank: edge.int({
            nullable: true,
            description: "Rank that the paper reached then; null for other events than `trending`.",
            resolve: ({ rank }) => rank,
          }),
          upvotes: edge.int({
            nullable: true,
            description: "Upvotes that the paper had then; null for other events than `upvotes`.",
            resolve: ({ upvotes }) => upvotes,
          }),
        }),
      },
    ),
  );
}

/** Exactly one field is present. */
interface EventInput {
  added?: boolean | null | undefined;
  upvotes?: number | null | undefined;
  trending?: { window: TrendingWindow; top: number } | null | undefined;
}

/** @throws InputError */
function eventOf({ added, upvotes, trending }: EventInput): PaperEvent {
  if (upvotes != null) return { kind: "UPVOTES", min: upvotes };
  if (trending != null) return { kind: "TRENDING", ...trending };
  if (added === true) return { kind: "ADDED" };
  throw new InputError("event.added: expected true. Use `upvotes` or `trending` for other events.");
}
