import { dataChanges } from "../../domain/live/sources.js";
import { paperStats } from "../../domain/stats/paper-stats.js";
import type { Builder } from "../builder/builder.js";
import { Selected } from "../builder/selection.js";
import { parseStats } from "../stats/stat-arguments.js";
import { statsCost } from "../stats/stat-prices.js";
import type { StatTypes } from "../stats/stats.js";

/** The subscription to statistics. */
export function defineLiveStats(builder: Builder, { PaperStats, statArguments }: StatTypes): void {
  builder.subscriptionField("paperStats", (t) =>
    t.field({
      type: PaperStats,
      cost: statsCost,
      description:
        "The current statistics, then the updated ones after each change, at most once per second. Arguments are those of the query.",
      args: statArguments(t.arg),
      subscribe: async (_root, args, context, info) => {
        // Fails now rather than at the first change.
        await parseStats(context, args, Selected.of(info));
        return dataChanges();
      },
      resolve: async (_event, args, context, info) =>
        paperStats(context.db, await parseStats(context, args, Selected.of(info))),
    }),
  );
}
