import type { UpvotePoint as UpvotePointRow } from "../../domain/catalog/upvote-history.js";
import type { Builder } from "../builder/builder.js";

/** Typical number of points by resolution; papers get most of their upvotes within weeks. */
export const pointsAt = { HOUR: 1_000, DAY: 100, WEEK: 30, MONTH: 12, YEAR: 5 };

/** The types of `Paper.upvoteHistory`. */
export function defineUpvoteHistory(builder: Builder) {
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
  const UpvotePoint = builder.objectRef<UpvotePointRow>("UpvotePoint").implement({
    description: "An upvote count at a point in time.",
    fields: (t) => ({
      at: t.expose("at", { type: "DateTime", description: "Time of the observation." }),
      upvotes: t.exposeInt("upvotes", { description: "Upvotes at that time." }),
    }),
  });
  return { TimeResolution, UpvotePoint };
}
