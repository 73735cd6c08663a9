import type { Affiliated } from "../../domain/graph/affiliations.js";
import type { SchemaTypes } from "../builder/builder.js";

/**
 * Fields of an edge between an author and an organization, in either direction.
 *
 * @internal Pothos exports no name for what this returns, so it has no declaration in the package.
 */
export function affiliatedFields<Edge extends Affiliated>(
  edge: PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Edge>,
) {
  return {
    papersCount: edge.int({
      description: "Number of papers by the author from the organization.",
      resolve: ({ papersCount }) => papersCount,
    }),
    firstOn: edge.field({
      type: "Date",
      nullable: true,
      description: "Publication date of the earliest of these papers; null if none has a date.",
      resolve: ({ firstOn }) => firstOn,
    }),
    lastOn: edge.field({
      type: "Date",
      nullable: true,
      description: "Publication date of the latest of these papers; null if none has a date.",
      resolve: ({ lastOn }) => lastOn,
    }),
  };
}
