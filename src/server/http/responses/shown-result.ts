import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import { JsonText } from "../../../plan/json-text.js";
import { locationsOf } from "../../documents/locations.js";
import { stringifyWithin } from "../../limits/json-size.js";

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

/** The JSON text of a result as sent to clients; undefined if it exceeds `maxBytes` bytes of UTF-8. */
export function resultText(result: ExecutionResult, maxBytes: number): string | undefined {
  const { data } = result as { data?: unknown };
  if (!(data instanceof JsonText)) return stringifyWithin(shownResult(result), maxBytes);
  if (data.text === null) return undefined;
  const { data: _data, ...others } = shownResult(result);
  const rest = Object.keys(others).length === 0 ? "}" : `,${JSON.stringify(others).slice(1)}`;
  const text = `{"data":${data.text}${rest}`;
  return Buffer.byteLength(text) > maxBytes ? undefined : text;
}

/** The error sent instead of a result that is too large. */
export function responseTooLarge(maxBytes: number): GraphQLError {
  return new GraphQLError(
    `The response exceeds the limit of ${maxBytes} bytes. Select fewer fields or a smaller page.`,
    { extensions: { code: "RESPONSE_TOO_LARGE" } },
  );
}
