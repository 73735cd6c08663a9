import type { Builder } from "../builder/builder.js";
import type { Types } from "../builder/types.js";

/** When a paper was stored and changed here, for mirrors. */
export function definePaperTimes(builder: Builder, Paper: Types["Paper"]): void {
  builder.prismaObjectFields(Paper, (t) => ({
    addedAt: t.expose("addedAt", {
      type: "DateTime",
      description: "When the paper was added to this API.",
    }),
    updatedAt: t.expose("updatedAt", {
      type: "DateTime",
      description:
        "When anything last changed that a source reports of the paper: its attributes, upvotes, authors, organization, keywords, categories, versions or feature dates. New names and IDs of its authors, organization or keywords, and its ranks, do not count. Times are in the order in which changes become visible, even if the clock is set back.",
    }),
  }));
}
