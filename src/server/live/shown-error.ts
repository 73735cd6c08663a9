import type { GraphQLError, GraphQLFormattedError } from "graphql";

/** An error as clients see it, without what it says to HTTP. */
export function shownError(error: GraphQLError): GraphQLFormattedError {
  const { extensions: { http: _http, ...extensions } = {}, ...others } = error.toJSON();
  return Object.keys(extensions).length === 0 ? others : { ...others, extensions };
}
