import type { GraphQLSchema } from "graphql";
import { defineAuthor, linkAuthor, queryAuthors } from "./author.js";
import { createBuilder } from "./builder.js";
import { queryCollaboration } from "./collaboration.js";
import { defineEntityInputs } from "./entity-inputs.js";
import { defineKeyword, linkKeyword, queryKeywords } from "./keyword.js";
import { mutate } from "./mutation.js";
import { defineOrganization, linkOrganization, queryOrganizations } from "./organization.js";
import { definePaper, definePaperKey, linkPaper, queryPapers } from "./paper.js";
import { definePaperInputs } from "./paper-inputs.js";
import { definePaperLists } from "./paper-lists.js";
import { withRejectingResolvers } from "./rejecting.js";
import { defineScalars } from "./scalars.js";
import { querySources } from "./source.js";
import { queryStats } from "./stats.js";
import { subscribe } from "./subscription.js";
import { defineTrending, queryTrending } from "./trending.js";
import type { Types } from "./types.js";

/** The schema of papergraph; `schema.graphql` beside this file is its printed form. */
export function createSchema(): GraphQLSchema {
  const builder = createBuilder();
  defineScalars(builder);
  const inputs = definePaperInputs(builder);
  const entityInputs = defineEntityInputs(builder, inputs);
  const types: Types = {
    Paper: definePaper(builder),
    Organization: defineOrganization(builder),
    Author: defineAuthor(builder),
    Keyword: defineKeyword(builder),
  };
  const lists = definePaperLists(builder, types);
  const trending = defineTrending(builder, types);
  const PaperKey = definePaperKey(builder);

  linkPaper(builder, types);
  linkOrganization(builder, types, inputs, lists);
  linkAuthor(builder, types, inputs, lists);
  linkKeyword(builder, types, inputs, lists);

  queryPapers(builder, types, PaperKey, inputs, lists);
  queryOrganizations(builder, types, entityInputs);
  queryAuthors(builder, types, entityInputs);
  queryKeywords(builder, types, entityInputs);
  queryStats(builder, types, inputs);
  queryCollaboration(builder, types);
  queryTrending(builder, types, trending, inputs);
  querySources(builder);
  mutate(builder, PaperKey);
  subscribe(builder, types, trending, inputs);
  return withRejectingResolvers(builder.toSchema());
}
