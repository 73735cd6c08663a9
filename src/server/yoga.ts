import type { GraphQLError, GraphQLSchema } from "graphql";
import { createYoga, type YogaServerInstance, type YogaServerOptions } from "graphql-yoga";
import type { Context } from "../schema/builder/context.js";
import type { RequestContext } from "./admission/request-context.js";

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly endpoint: string;
  /** The context of resolvers. */
  readonly context: (request: RequestContext) => Context;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly plugins: NonNullable<YogaServerOptions<RequestContext, object>["plugins"]>;
}

/** Yoga, which executes operations; HTTP itself is handled in `http`. */
export function createYogaServer({
  endpoint,
  maskError,
  ...options
}: YogaOptions): YogaServerInstance<RequestContext, object> {
  return createYoga<RequestContext>({
    ...options,
    graphqlEndpoint: endpoint,
    multipart: false,
    landingPage: false,
    logging: false,
    cors: false,
    graphiql: false,
    maskedErrors: { maskError },
    parserAndValidationCache: false,
    maxRequestBodySize: false,
  });
}
