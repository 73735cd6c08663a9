import { requireSize } from "../../domain/lists/page-request.js";
import type { StartPosition } from "../../domain/live/event-cursors.js";
import { boardChanges, papersAdded, topEntries, upvotesOf } from "../../domain/live/sources.js";
import { windowOf } from "../../domain/trending/boards.js";
import { countTrending, findTrending } from "../../domain/trending/ranking.js";
import type { TrendingWindow } from "../../domain/trending/windows.js";
import type { Event } from "../../events/event.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder, SchemaTypes } from "../builder/builder.js";
import { withTotalCount } from "../builder/connection.js";
import type { Context } from "../builder/context.js";
import { decodeNodeId } from "../builder/global-ids.js";
import { knownIds } from "../builder/known-objects.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "../papers/paper-list.js";
import { filterPrice } from "../papers/paper-prices.js";
import { type TrendingTypes, trendingCost } from "../papers/trending.js";

/** An event with the cursor to resume after it. */
type DeliveredEvent = Event & { cursor: string };

const afterDescription =
  "`cursor` of the last event received. Delivers all events since then, followed by live events. Defaults to live events only.";

export function defineSubscription(
  builder: Builder,
  types: Types,
  trendingTypes: TrendingTypes,
  { PaperFilter }: PaperInputs,
): void {
  const { PaperTrendingEvent, PaperAddedEvent, UpvotesChangedEvent } = defineEvents(
    builder,
    types,
    trendingTypes,
  );
  const { TrendingConnection, window } = trendingTypes;
  builder.subscriptionType({
    description:
      "Real-time events, delivered in order over server-sent events or WebSocket (graphql-ws) at the same URL as queries. Filters are evaluated at delivery time.",
  });
  builder.subscriptionFields((t) => ({
    paperTrending: t.field({
      type: PaperTrendingEvent,
      cost: { statement: eventPrice },
      description:
        "A paper newly entered the top `top` of the board. Published the first time a paper ranks this high, and not again while it stays on the board. Ranks refer to the unfiltered board; `filter` only selects which papers to report.",
      args: {
        window: t.arg(window),
        top: t.arg.int({
          required: true,
          defaultValue: 20,
          description: "Number of ranks that count as the top, 1 to 100.",
        }),
        filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { filter, after, ...board }, context) =>
        topEntries(context.db, {
          ...board,
          filter: await parsePaperFilter(context, filter),
          ...startPosition(context, after),
        }),
      resolve: deliveredEvent,
    }),
    trendingBoard: t.field({
      type: TrendingConnection,
      cost: trendingCost,
      description: "The current board, then the updated board after each change, at most once per second.",
      args: {
        window: t.arg(window),
        filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: "Number of ranks to return, 0 to 100.",
        }),
      },
      subscribe: async (_root, args, context) => {
        // Fails now rather than at the first change.
        await boardOf(context, args);
        return boardChanges();
      },
      resolve: (_event, args, context) => boardOf(context, args),
    }),
    paperAdded: t.field({
      type: PaperAddedEvent,
      cost: { statement: eventPrice },
      description: "A paper was added. Papers imported from archives and files are not published.",
      args: {
        filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { filter, after }, context) =>
        papersAdded(context.db, {
          filter: await parsePaperFilter(context, filter),
          ...startPosition(context, after),
        }),
      resolve: deliveredEvent,
    }),
    upvotesChanged: t.field({
      type: UpvotesChangedEvent,
      description: "A paper's upvote count changed.",
      args: {
        paper: t.arg.id({ required: true, description: "Global ID of the paper." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { paper, after }, context) => {
        const [id = 0] = await knownIds(
          context,
          "Paper",
          [decodeNodeId("Paper", paper, "paper")],
          () => "paper",
        );
        return upvotesOf(context.db, id, startPosition(context, after));
      },
      resolve: deliveredEvent,
    }),
  }));
}

/** Browsers reconnect with a Last-Event-ID header and the original query. */
function startPosition({ lastEventId }: Context, after: string | null | undefined): StartPosition {
  return lastEventId === undefined ? { after } : { after: lastEventId, argument: "Last-Event-ID" };
}

interface BoardArguments {
  window: TrendingWindow;
  filter?: Parameters<typeof parsePaperFilter>[1];
  first: number;
}

async function boardOf(context: Context, { window, filter, first }: BoardArguments) {
  requireSize("first", first);
  const query = { window, filter: await parsePaperFilter(context, filter) };
  return withTotalCount(findTrending(context.db, { ...query, page: { first }, now: context.now }), () =>
    countTrending(context.db, query),
  );
}

/** The server passes each event as the root value. */
function deliveredEvent(root: unknown): DeliveredEvent {
  return root as DeliveredEvent;
}

function defineEvents(builder: Builder, { Paper }: Types, { TrendingWindow }: TrendingTypes) {
  const eventFields = (
    t: PothosSchemaTypes.ObjectFieldBuilder<
      PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
      DeliveredEvent
    >,
  ) => ({
    cursor: t.exposeString("cursor", {
      description: "Pass it as `after` to resume: each later event is delivered exactly once.",
    }),
    occurredAt: t.expose("occurredAt", { type: "DateTime", description: "Time of the event." }),
    paper: t.field({
      type: Paper,
      cost: { batch: indexScan },
      description: "The paper, in its state at delivery time.",
      resolve: ({ paperId }, _arguments, { loaders }) => assertFound(loaders.paper.load(paperId ?? 0)),
    }),
  });
  const PaperTrendingEvent = builder.objectRef<DeliveredEvent>("PaperTrendingEvent").implement({
    description: "A paper newly entered the top of a trending board.",
    fields: (t) => ({
      ...eventFields(t),
      window: t.field({
        type: TrendingWindow,
        description: "Trending board.",
        resolve: windowOf,
      }),
      rank: t.int({
        description: "Rank on the unfiltered board, starting at 1.",
        resolve: ({ rank }) => rank ?? 0,
      }),
      previousRank: t.exposeInt("previousRank", {
        nullable: true,
        description: "Rank before the event; null if the paper was not on the board.",
      }),
    }),
  });
  const PaperAddedEvent = builder.objectRef<DeliveredEvent>("PaperAddedEvent").implement({
    description: "A paper was added.",
    fields: eventFields,
  });
  const UpvotesChangedEvent = builder.objectRef<DeliveredEvent>("UpvotesChangedEvent").implement({
    description: "A paper's upvote count changed.",
    fields: (t) => ({
      ...eventFields(t),
      previousUpvotes: t.int({
        description: "Upvotes before the change.",
        resolve: ({ previousUpvotes }) => previousUpvotes ?? 0,
      }),
      upvotes: t.int({ description: "Upvotes after the change.", resolve: ({ upvotes }) => upvotes ?? 0 }),
    }),
  });
  return { PaperTrendingEvent, PaperAddedEvent, UpvotesChangedEvent };
}

/** Filters run on the papers of events only, which are few. */
function eventPrice({ filter }: { filter?: PaperFilterInput | null | undefined }): number {
  return filter ? indexScan + filterPrice(filter) / 10 : 0;
}
