import type { ExecutionResult } from "graphql";
import { stringifyWithin } from "../../json-size.js";
import { responseTooLarge, shownResult } from "../../shown-result.js";

/** A result as JSON, replaced by an error if it is too large. */
export function textOf(result: ExecutionResult, maxBytes: number): string {
  return (
    stringifyWithin(shownResult(result), maxBytes) ?? JSON.stringify({ errors: [responseTooLarge(maxBytes)] })
  );
}

export function isResult(result: object): result is ExecutionResult {
  return !(Symbol.asyncIterator in result);
}
