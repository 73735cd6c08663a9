import type { Affiliated } from "../../domain/graph/affiliations.js";
import type { SchemaTypes } from "../builder/builder.js";

/** What an edge between an author and an organization says, from whichever side it is seen. */
export function affiliatedFields<Edge extends Affiliated>(
  edge: PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Edge>,
) {
  return {
    papersCount: edge.int({
      description: "How many of the author's papers are the organization's.",
      resolve: ({ papersCount }) => papersCount,
    }),
    firstOn: edge.field({
      type: "Date",
      nullable: true,
      description: "The date of publication of the first of them; null when none has a date.",
      resolve: ({ firstOn }) => firstOn,
    }),
    lastOn: edge.field({
      type: "Date",
      nullable: true,
      description: "The date of publication of the last of them; null when none has a date.",
      resolve: ({ lastOn }) => lastOn,
    }),
  };
}
