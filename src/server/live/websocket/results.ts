import type { ExecutionResult } from "graphql";
import { stringifyWithin } from "../../json-size.js";
import { shownError } from "../shown-error.js";

/** A result as JSON, or an error in its place when it is too large. */
export function textOf({ errors, ...others }: ExecutionResult, maxBytes: number): string {
  const result = errors === undefined ? others : { ...others, errors: errors.map(shownError) };
  const message = `The response has more than ${maxBytes} bytes, the maximum. Select fewer fields, or request smaller pages.`;
  return (
    stringifyWithin(result, maxBytes) ??
    JSON.stringify({ errors: [{ message, extensions: { code: "RESPONSE_TOO_LARGE" } }] })
  );
}

export function isResult(result: object): result is ExecutionResult {
  return !(Symbol.asyncIterator in result);
}
