import type { GraphQLSchema } from "graphql";
import { createBuilder } from "./builder/builder.js";
import { withRejectingResolvers } from "./builder/rejecting.js";
import { defineScalars } from "./builder/scalars.js";
import type { Types } from "./builder/types.js";
import { defineAuthor, defineAuthorQueries, linkAuthor } from "./entities/author.js";
import { defineGraphQuery } from "./entities/collaboration-graph.js";
import { definePathQuery } from "./entities/collaboration-path.js";
import { defineEntityInputs } from "./entities/entity-inputs.js";
import { defineKeyword, defineKeywordQueries, linkKeyword } from "./entities/keyword.js";
import { defineOrganization, defineOrganizationQueries, linkOrganization } from "./entities/organization.js";
import { defineSourcesQuery } from "./entities/source.js";
import { defineSuggestQuery } from "./entities/suggestion.js";
import { defineLiveStats } from "./live/live-stats.js";
import { defineSubscription } from "./live/subscription.js";
import { defineCrossingsQuery } from "./papers/crossings.js";
import { definePaper, definePaperKey, definePaperQueries, linkPaper } from "./papers/paper.js";
import { definePaperInputs } from "./papers/paper-inputs.js";
import { definePaperLists } from "./papers/paper-lists.js";
import { defineRelated } from "./papers/related.js";
import { defineTrending, defineTrendingQuery } from "./papers/trending.js";
import { defineRisingQuery } from "./stats/rising.js";
import { defineStats, defineStatsQuery } from "./stats/stats.js";
import { defineMailReports } from "./watches/mail-reports.js";
import { defineWatchInputs } from "./watches/watch-inputs.js";
import { defineWatchMutations } from "./watches/watch-mutations.js";
import type { WatchOptions } from "./watches/watch-options.js";
import { defineWatchQueries } from "./watches/watch-queries.js";
import { defineWatchTypes } from "./watches/watch-types.js";
import { defineMutation } from "./writing/mutation.js";

/** `npm run codegen` prints the schema to `schema.graphql`. */
export function createSchema(options: WatchOptions = {}): GraphQLSchema {
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
  const stats = defineStats(builder, types, inputs);
  const PaperKey = definePaperKey(builder);

  linkPaper(builder, types);
  defineRelated(builder, types, inputs);
  linkOrganization(builder, types, inputs, lists);
  linkAuthor(builder, types, inputs, lists);
  linkKeyword(builder, types, inputs, lists);

  definePaperQueries(builder, types, PaperKey, inputs, lists);
  defineOrganizationQueries(builder, types, entityInputs);
  defineAuthorQueries(builder, types, entityInputs);
  defineKeywordQueries(builder, types, entityInputs);
  defineStatsQuery(builder, stats);
  defineRisingQuery(builder, types, inputs);
  definePathQuery(builder, types);
  defineGraphQuery(builder, types, inputs);
  defineTrendingQuery(builder, types, trending, inputs);
  defineCrossingsQuery(builder, types, trending, inputs);
  defineSuggestQuery(builder, types);
  defineSourcesQuery(builder);
  defineMutation(builder, PaperKey);
  const watchInputs = defineWatchInputs(builder, trending);
  const watchTypes = defineWatchTypes(builder, types, trending, watchInputs);
  defineWatchQueries(builder, watchTypes);
  defineWatchMutations(builder, watchTypes, inputs, watchInputs, options);
  defineMailReports(builder);
  defineSubscription(builder, types, trending, inputs);
  defineLiveStats(builder, stats);
  return withRejectingResolvers(builder.toSchema());
}
