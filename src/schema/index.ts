import type { GraphQLSchema } from "graphql";
import { createBuilder } from "./builder/builder.js";
import { withRejectingResolvers } from "./builder/rejecting.js";
import { defineScalars } from "./builder/scalars.js";
import type { Types } from "./builder/types.js";
import { defineAuthor, linkAuthor, queryAuthors } from "./entities/author.js";
import { queryCollaboration } from "./entities/collaboration.js";
import { defineEntityInputs } from "./entities/entity-inputs.js";
import { defineKeyword, linkKeyword, queryKeywords } from "./entities/keyword.js";
import { defineOrganization, linkOrganization, queryOrganizations } from "./entities/organization.js";
import { querySources } from "./entities/source.js";
import { subscribe } from "./live/subscription.js";
import { definePaper, definePaperKey, linkPaper, queryPapers } from "./papers/paper.js";
import { definePaperInputs } from "./papers/paper-inputs.js";
import { definePaperLists } from "./papers/paper-lists.js";
import { queryStats } from "./papers/stats.js";
import { defineTrending, queryTrending } from "./papers/trending.js";
import { mutate } from "./writing/mutation.js";

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
