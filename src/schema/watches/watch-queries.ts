import { findDeliveries, findWatches } from "../../domain/watches/lists.js";
import type { Builder } from "../builder/builder.js";
import { writable } from "../builder/context.js";
import { connectionCost, indexScan } from "../builder/prices.js";
import { requireWatch } from "./watch-ids.js";
import type { WatchTypes } from "./watch-types.js";

const cost = connectionCost(2 * indexScan, 1_000);

export function defineWatchQueries(
  builder: Builder,
  { Watch, Delivery, WatchChannel, WatchState, DeliveryState }: WatchTypes,
): void {
  builder.queryFields((t) => ({
    watches: t.connection(
      {
        type: Watch,
        cost,
        description: "Watches, newest first. Requires the write token.",
        args: {
          channel: t.arg({ type: WatchChannel, description: "Returns only watches with this channel." }),
          state: t.arg({ type: WatchState, description: "Returns only watches in this state." }),
        },
        resolve: async (_root, { channel, state, ...page }, context) =>
          findWatches(writable(context), { channel: channel ?? undefined, state: state ?? undefined }, page),
      },
      { name: "WatchConnection", description: "A page of watches." },
      { name: "WatchEdge", description: "A watch in a list." },
    ),
    deliveries: t.connection(
      {
        type: Delivery,
        cost,
        description:
          "Deliveries of the last 30 days, newest first. Those that failed for 3 days have the state `DEAD`. Requires the write token.",
        args: {
          watch: t.arg.id({ description: "Returns only those of this watch, by global ID." }),
          state: t.arg({ type: DeliveryState, description: "Returns only deliveries in this state." }),
        },
        resolve: async (_root, { watch, state, ...page }, context) => {
          const db = writable(context);
          const { id } = watch == null ? {} : await requireWatch(db, watch, "watch");
          return findDeliveries(db, { watchId: id, state: state ?? undefined }, page);
        },
      },
      { name: "DeliveryConnection", description: "A page of deliveries." },
      { name: "DeliveryEdge", description: "A delivery in a list." },
    ),
  }));
}
