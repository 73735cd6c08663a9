import { encodeGlobalId } from "../../domain/values/global-ids.js";
import { watchCursor } from "../../domain/watches/deliveries.js";
import type { Delivery } from "../../domain/watches/lists.js";
import type { Watch as WatchRow } from "../../domain/watches/watch.js";
import type { Builder } from "../builder/builder.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { TrendingTypes } from "../papers/trending.js";
import type { WatchInputs } from "./watch-inputs.js";

export type WatchTypes = ReturnType<typeof defineWatchTypes>;

/** @internal Pothos exports no name for what this returns, so it has no declaration in the package. */
export function defineWatchTypes(
  builder: Builder,
  { Paper }: Pick<Types, "Paper">,
  { TrendingWindow }: TrendingTypes,
  { WatchFrequency }: WatchInputs,
) {
  const WatchEvent = builder.enumType("WatchEvent", {
    description: "What a watch waits for.",
    values: {
      ADDED: { description: "A paper was added. Papers imported from archives and files are not reported." },
      TRENDING: { description: "A paper newly entered the top `top` of the board `window`." },
      UPVOTES: {
        description: "A paper reached `minUpvotes`, or was added with them. Each paper counts once.",
      },
    } as const,
  });
  const WatchChannel = builder.enumType("WatchChannel", {
    description: "How a watch sends.",
    values: {
      WEBHOOK: { description: "A signed POST of JSON for each paper." },
      MAIL: { description: "Digests by email." },
    } as const,
  });
  const WatchState = builder.enumType("WatchState", {
    description: "Whether a watch sends.",
    values: {
      PENDING: { description: "Waiting for the owner of the address to confirm." },
      ACTIVE: { description: "It collects papers and sends them." },
      PAUSED: {
        description:
          "It neither collects nor sends, since `updateWatch`, or since the receiver of its webhooks responded with 410.",
      },
      ENDED: { description: "The recipient unsubscribed." },
      SUPPRESSED: { description: "Email to the address bounced, or its owner complained." },
    } as const,
  });
  const DeliveryState = builder.enumType("DeliveryState", {
    description: "State of a delivery.",
    values: {
      PENDING: { description: "It waits for its first or next attempt." },
      HANDING_OVER: { description: "An email that is being sent." },
      SENT: { description: "The receiver accepted it." },
      FAILED: { description: "It was not sent: its paper was removed, or its papers join the next digest." },
      DEAD: { description: "All attempts failed, for 3 days. `retryDelivery` sends it again." },
      UNCERTAIN: { description: "An email that may have been sent. It is not sent again." },
    } as const,
  });
  const DeliveryKind = builder.enumType("DeliveryKind", {
    description: "What a delivery is for.",
    values: {
      EVENT: { description: "A webhook of one paper." },
      DIGEST: { description: "An email of one or more papers." },
      CONFIRMATION: { description: "The request to confirm an address." },
      TEST: { description: "A message without papers, by `testWatch`." },
    } as const,
  });
  const Watch = builder.objectRef<WatchRow>("Watch").implement({
    description: "A subscription by webhook or email.",
    fields: (t) => ({
      id: t.id({
        description: "Global ID.",
        resolve: ({ key }) => encodeGlobalId("Watch", key),
      }),
      filter: t.string({
        description: "The `PaperFilter` in JSON; `{}` for all papers.",
        resolve: ({ filter }) => JSON.stringify(filter),
      }),
      event: t.expose("event", { type: WatchEvent, description: "What it waits for." }),
      window: t.field({
        type: TrendingWindow,
        nullable: true,
        description: "Trending board, for `TRENDING`.",
        resolve: ({ board }) => board,
      }),
      top: t.exposeInt("top", {
        nullable: true,
        description: "Number of ranks that count as the top, for `TRENDING`.",
      }),
      minUpvotes: t.exposeInt("minUpvotes", {
        nullable: true,
        description: "Number of upvotes to reach, for `UPVOTES`.",
      }),
      channel: t.expose("channel", { type: WatchChannel, description: "How it sends." }),
      url: t.exposeString("url", { nullable: true, description: "Where webhooks are sent." }),
      address: t.exposeString("address", { nullable: true, description: "Where emails are sent." }),
      frequency: t.expose("frequency", {
        type: WatchFrequency,
        nullable: true,
        description: "How often emails are sent.",
      }),
      hour: t.exposeInt("hour", { nullable: true, description: "Hour at which emails are sent." }),
      weekday: t.exposeInt("weekday", {
        nullable: true,
        description: "Day on which weekly emails are sent, 1 (Monday) to 7 (Sunday).",
      }),
      timeZone: t.expose("timeZone", {
        type: "TimeZone",
        nullable: true,
        description: "Time zone of `hour` and `weekday`.",
      }),
      state: t.expose("state", { type: WatchState, description: "Whether the watch sends papers." }),
      stateReason: t.exposeString("stateReason", {
        nullable: true,
        description: "Why the watch stopped, if its owner did not stop it.",
      }),
      createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was created." }),
      nextDueAt: t.expose("nextDueAt", {
        type: "DateTime",
        nullable: true,
        description: "When it sends next, if anything waits; null if nothing does.",
      }),
    }),
  });
  const Delivery_ = builder.objectRef<Delivery>("Delivery").implement({
    description: "A message of a watch.",
    fields: (t) => ({
      id: t.id({ description: "Global ID.", resolve: ({ id }) => encodeGlobalId("Delivery", id) }),
      kind: t.expose("kind", { type: DeliveryKind, description: "What it is for." }),
      messageId: t.exposeString("messageId", {
        description: "The header `webhook-id`, or the `Message-ID` of an email. The same at each attempt.",
      }),
      state: t.expose("state", { type: DeliveryState, description: "State of the delivery." }),
      attempts: t.exposeInt("attempts", { description: "Number of attempts." }),
      lastStatus: t.exposeInt("lastStatus", {
        nullable: true,
        description: "Status of the last response, of HTTP or SMTP; null without one.",
      }),
      lastError: t.exposeString("lastError", {
        nullable: true,
        description: "What failed at the last attempt; null if it succeeded.",
      }),
      cursor: t.string({
        nullable: true,
        description: "Cursor of its first event, for `replayWatch`; null without a paper.",
        resolve: ({ eventNumber }) => (eventNumber === null ? null : watchCursor(eventNumber)),
      }),
      paper: t.field({
        type: Paper,
        nullable: true,
        cost: { batch: indexScan },
        description: "Its first paper; null without one, or if it was removed.",
        resolve: ({ paperId }, _arguments, { loaders }) =>
          paperId === null ? null : loaders.paper.load(paperId),
      }),
      createdAt: t.expose("createdAt", {
        type: "DateTime",
        description: "When it was created or last queued again.",
      }),
      finishedAt: t.expose("finishedAt", {
        type: "DateTime",
        nullable: true,
        description: "When it was sent or abandoned; null while it waits.",
      }),
    }),
  });
  return { Watch, Delivery: Delivery_, WatchChannel, WatchState, DeliveryState };
}
