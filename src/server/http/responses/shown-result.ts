import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import { locationsOf } from "../../documents/locations.js";

/** An error as sent to clients, without `extensions.http`. */
export function shownError(error: GraphQLError): GraphQLFormattedError {
  const { message, path } = error;
  const { http: _http, ...extensions } = error.extensions;
  const locations = locationsOf(error);
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    ...(Object.keys(extensions).length > 0 && { extensions }),
  };
}

/** A result as sent to clients. */
export function shownResult({ errors, ...others }: ExecutionResult): Record<string, unknown> {
  return errors === undefined ? others : { ...others, errors: errors.map(shownError) };
}

/** The error sent instead of a result that is too large. */
export function responseTooLarge(maxBytes: number): GraphQLError {
  return new GraphQLError(
    `The response exceeds the limit of ${maxBytes} bytes. Select fewer fields or a smaller page.`,
    { extensions: { code: "RESPONSE_TOO_LARGE" } },
  );
}
