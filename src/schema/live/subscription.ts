import { requirePaper } from "../../domain/catalog/papers.js";
import {
  type Beginning,
  boardChanges,
  papersAdded,
  trendingNews,
  upvotesOf,
} from "../../domain/live/sources.js";
import { windowOf } from "../../domain/trending/boards.js";
import { countTrending, findTrending } from "../../domain/trending/ranking.js";
import type { TrendingWindow } from "../../domain/trending/windows.js";
import type { Event } from "../../events/event.js";
import type { Builder, SchemaTypes } from "../builder/builder.js";
import { connect } from "../builder/connection.js";
import type { Context } from "../builder/context.js";
import { found } from "../builder/found.js";
import { numberOf } from "../builder/global-ids.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "../papers/paper-list.js";
import { filterPrice } from "../papers/paper-prices.js";
import { type TrendingTypes, trendingCost } from "../papers/trending.js";

/** An event as it is told: with the cursor after which whoever heard it goes on. */
export type ToldEvent = Event & { cursor: string };

const afterDescription =
  "The `cursor` of the last event that was heard: all that came since is told first, then what comes. From now on without it.";

export function subscribe(
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
      "What happens, told at once and in order: over server-sent events or WebSocket (graphql-ws), at the same address. A filter is held against the paper as it is when the event is told.",
  });
  builder.subscriptionFields((t) => ({
    paperTrending: t.field({
      type: PaperTrendingEvent,
      cost: { statement: eventPrice },
      description:
        "A paper newly entered the top `top` of the board. Each is told when it first stands so high, and not again while it stays on the board. Without `after`, from now on; with it, first all that came since, then live. Ranks are those of the whole board; the filter says which papers to hear of.",
      args: {
        window: t.arg(window),
        top: t.arg.int({
          required: true,
          defaultValue: 20,
          description: "How many places count as the top, 1 to 100.",
        }),
        filter: t.arg({ type: PaperFilter, description: "Only papers that meet this." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { filter, after, ...board }, context) =>
        trendingNews(context.db, {
          ...board,
          filter: await parsePaperFilter(context, filter),
          ...beginning(context, after),
        }),
      resolve: toldEvent,
    }),
    trendingBoard: t.field({
      type: TrendingConnection,
      cost: trendingCost,
      description: "The whole board at once, then again at each change, at most once a second.",
      args: {
        window: t.arg(window),
        filter: t.arg({ type: PaperFilter, description: "Only papers that meet this." }),
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: "How many places from the top, 0 to 100.",
        }),
      },
      subscribe: async (_root, asked, context) => {
        // What cannot be answered is refused now, not at the first change.
        await boardOf(context, asked);
        return boardChanges();
      },
      resolve: (_told, asked, context) => boardOf(context, asked),
    }),
    paperAdded: t.field({
      type: PaperAddedEvent,
      cost: { statement: eventPrice },
      description: "A paper that was not known before. Those of archives and files are no news.",
      args: {
        filter: t.arg({ type: PaperFilter, description: "Only papers that meet this." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { filter, after }, context) =>
        papersAdded(context.db, {
          filter: await parsePaperFilter(context, filter),
          ...beginning(context, after),
        }),
      resolve: toldEvent,
    }),
    upvotesChanged: t.field({
      type: UpvotesChangedEvent,
      description: "A paper has another number of upvotes.",
      args: {
        paper: t.arg.id({ required: true, description: "The paper's global ID." }),
        after: t.arg.string({ description: afterDescription }),
      },
      subscribe: async (_root, { paper, after }, context) => {
        const number = numberOf("Paper", paper, "paper");
        await requirePaper(context.db, number, "paper");
        return upvotesOf(context.db, number, beginning(context, after));
      },
      resolve: toldEvent,
    }),
  }));
}

/** A browser that comes back by itself says what it heard last, and asks as it asked at first. */
function beginning({ lastEventId }: Context, after: string | null | undefined): Beginning {
  return { after: lastEventId ?? after };
}

interface BoardQuestion {
  window: TrendingWindow;
  filter?: Parameters<typeof parsePaperFilter>[1];
  first: number;
}

async function boardOf(context: Context, { window, filter, first }: BoardQuestion) {
  const question = { window, filter: await parsePaperFilter(context, filter) };
  return connect(findTrending(context.db, { ...question, page: { first }, now: context.now }), () =>
    countTrending(context.db, question),
  );
}

/** Whoever delivers an event hands it over as the root of its execution. */
function toldEvent(root: unknown): ToldEvent {
  return root as ToldEvent;
}

function defineEvents(builder: Builder, { Paper }: Types, { TrendingWindow }: TrendingTypes) {
  /** What every event says. */
  const eventFields = (
    t: PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, ToldEvent>,
  ) => ({
    cursor: t.exposeString("cursor", {
      description: "Hand it back as `after` to resume: every later event is delivered, none twice.",
    }),
    occurredAt: t.expose("occurredAt", { type: "DateTime", description: "When it happened." }),
    paper: t.field({
      type: Paper,
      cost: { batch: indexScan },
      description: "The paper, as it is when the event is told.",
      resolve: ({ paperId }, _arguments, { loaders }) => found(loaders.paper.load(paperId ?? 0)),
    }),
  });
  const PaperTrendingEvent = builder.objectRef<ToldEvent>("PaperTrendingEvent").implement({
    description: "A paper newly entered the top of a board.",
    fields: (t) => ({
      ...eventFields(t),
      window: t.field({
        type: TrendingWindow,
        description: "Which board.",
        resolve: windowOf,
      }),
      rank: t.int({
        description: "The place on the whole board; 1 is the top.",
        resolve: ({ rank }) => rank ?? 0,
      }),
      previousRank: t.exposeInt("previousRank", {
        nullable: true,
        description: "The place before; null when the paper was not on the board.",
      }),
    }),
  });
  const PaperAddedEvent = builder.objectRef<ToldEvent>("PaperAddedEvent").implement({
    description: "A paper that was not known before.",
    fields: eventFields,
  });
  const UpvotesChangedEvent = builder.objectRef<ToldEvent>("UpvotesChangedEvent").implement({
    description: "A paper has another number of upvotes.",
    fields: (t) => ({
      ...eventFields(t),
      previousUpvotes: t.int({
        description: "The upvotes before.",
        resolve: ({ previousUpvotes }) => previousUpvotes ?? 0,
      }),
      upvotes: t.int({ description: "The upvotes then.", resolve: ({ upvotes }) => upvotes ?? 0 }),
    }),
  });
  return { PaperTrendingEvent, PaperAddedEvent, UpvotesChangedEvent };
}

/** A filter is checked against the papers of events, which are few. */
function eventPrice({ filter }: { filter?: PaperFilterInput | null | undefined }): number {
  return filter ? indexScan + filterPrice(filter) / 10 : 0;
}
