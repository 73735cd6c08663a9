import type { CountHistory, CountPoint, HistoryQuery } from "../../domain/catalog/count-history.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

/** Typical number of points by resolution; papers get most of their upvotes within weeks. */
const pointsAt = { HOUR: 1_000, DAY: 100, WEEK: 30, MONTH: 12, YEAR: 5 };

const hoursOf = { HOUR: 1, DAY: 24, WEEK: 7 * 24, MONTH: 28 * 24, YEAR: 365 * 24 };

/** `Paper.upvoteHistory` and `Paper.starHistory`. */
export function linkCountHistories(builder: Builder, Paper: Types["Paper"]): void {
  const TimeResolution = builder.enumType("TimeResolution", {
    description: "Bucket size of a time series (UTC).",
    values: {
      HOUR: { description: "One hour." },
      DAY: { description: "One day." },
      WEEK: { description: "One ISO week, starting on Monday." },
      MONTH: { description: "One month." },
      YEAR: { description: "One year." },
    } as const,
  });
  const UpvotePoint = builder.objectRef<CountPoint>("UpvotePoint").implement({
    description: "An upvote count at a point in time.",
    fields: (t) => ({
      at: t.expose("at", { type: "DateTime", description: "Time of the observation." }),
      upvotes: t.exposeInt("count", { description: "Upvotes at that time." }),
    }),
  });
  const StarPoint = builder.objectRef<CountPoint>("StarPoint").implement({
    description: "A number of GitHub stars at a point in time.",
    fields: (t) => ({
      at: t.expose("at", { type: "DateTime", description: "Time of the observation." }),
      stars: t.exposeInt("count", { description: "GitHub stars at that time." }),
    }),
  });
  builder.prismaObjectFields(Paper, (t) => {
    const args = {
      from: t.arg({ type: "DateTime", description: "Start of the time range, inclusive." }),
      to: t.arg({ type: "DateTime", description: "End of the time range, inclusive." }),
      resolution: t.arg({
        type: TimeResolution,
        required: true,
        defaultValue: "DAY",
        description: "Bucket size (UTC).",
      }),
    };
    const cost = { batch: indexScan, each: 2, rows: pointsOf };
    return {
      upvoteHistory: t.field({
        type: [UpvotePoint],
        cost,
        description:
          "Upvotes over time, oldest first: the last observation in each bucket. Buckets without new observations are omitted.",
        args,
        resolve: ({ id }, query, context) => historyOf(context, "upvoteHistory", id, query),
      }),
      starHistory: t.field({
        type: [StarPoint],
        cost,
        description:
          "GitHub stars over time, oldest first: the last observation in each bucket. Buckets without new observations are omitted, as are stars from files that do not state when they were observed.",
        args,
        resolve: ({ id }, query, context) => historyOf(context, "starHistory", id, query),
      }),
    };
  });
}

interface HistoryArguments extends Pick<HistoryQuery, "resolution"> {
  from?: Date | null | undefined;
  to?: Date | null | undefined;
}

function pointsOf({ from, to, resolution }: HistoryArguments): number {
  if (from == null) return pointsAt[resolution];
  const hours = ((to?.getTime() ?? Date.now()) - from.getTime()) / 3_600_000;
  // Both ends can be in the middle of a bucket.
  const buckets = Math.ceil(hours / hoursOf[resolution]) + 1;
  return Math.min(pointsAt[resolution], Math.max(1, buckets));
}

function historyOf(
  { loaders }: Context,
  history: CountHistory,
  id: number,
  { from, to, resolution }: HistoryArguments,
): Promise<CountPoint[]> {
  return loaders.countHistory(history, { from: from ?? undefined, to: to ?? undefined, resolution }).load(id);
}
