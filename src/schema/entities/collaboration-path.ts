import { findPath, maxPathLength, type PathStep } from "../../domain/graph/shortest-path.js";
import { assertFound } from "../builder/assert-found.js";
import type { Builder } from "../builder/builder.js";
import { decodeNodeId } from "../builder/global-ids.js";
import { knownIds } from "../builder/known-objects.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";

export function definePathQuery(builder: Builder, { Author, Paper }: Types): void {
  const CollaborationStep = builder.objectRef<PathStep>("CollaborationStep").implement({
    description: "Two co-authors and a paper they share.",
    fields: (t) => ({
      from: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Author at the start of the step.",
        resolve: ({ from }, _arguments, { loaders }) => assertFound(loaders.author.load(from)),
      }),
      via: t.field({
        type: Paper,
        cost: { batch: indexScan },
        description: "A paper by both authors.",
        resolve: ({ via }, _arguments, { loaders }) => assertFound(loaders.paper.load(via)),
      }),
      to: t.field({
        type: Author,
        cost: { batch: indexScan },
        description: "Author at the end of the step.",
        resolve: ({ to }, _arguments, { loaders }) => assertFound(loaders.author.load(to)),
      }),
    }),
  });
  const CollaborationPath = builder.objectRef<PathStep[]>("CollaborationPath").implement({
    description: "A shortest chain of co-authorships between two authors.",
    fields: (t) => ({
      length: t.int({
        description:
          "Number of papers in the chain: 1 for direct co-authors, 0 if both ends are the same author.",
        resolve: (steps) => steps.length,
      }),
      steps: t.field({
        type: [CollaborationStep],
        cost: { rows: "page" },
        description: "Steps of the chain, in order.",
        resolve: (steps) => steps,
      }),
    }),
  });
  builder.queryField("collaborationPath", (t) =>
    t.field({
      type: CollaborationPath,
      nullable: true,
      cost: { statement: 2_000, page: ({ maxLength }) => Math.min(maxLength, maxPathLength) },
      description:
        "Finds a shortest chain of co-authored papers between two authors; null if none is within `maxLength`.",
      args: {
        from: t.arg.id({ required: true, description: "Global ID of the first author." }),
        to: t.arg.id({ required: true, description: "Global ID of the last author." }),
        maxLength: t.arg.int({
          required: true,
          defaultValue: 6,
          description: "Maximum number of papers in the chain, 1 to 12.",
        }),
      },
      resolve: async (_root, { from, to, maxLength }, context) => {
        const keys = [decodeNodeId("Author", from, "from"), decodeNodeId("Author", to, "to")];
        const [start = 0, end = 0] = await knownIds(context, "Author", keys, (index) =>
          index === 0 ? "from" : "to",
        );
        return findPath(context.db, start, end, maxLength);
      },
    }),
  );
}
