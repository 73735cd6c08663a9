import type { ExecutionResult, GraphQLError } from "graphql";
import { responseTooLarge, resultText, shownError } from "../http/responses/shown-result.js";

/** The start of a `next` message, up to the JSON of the payload; in ASCII, whose length is the same in bytes. */
export function nextPrefix(id: string): string {
  return `{"id":${asciiJson(id)},"type":"next","payload":`;
}

/** An `error` message, which ends its operation. */
export function errorMessage(id: string, errors: readonly GraphQLError[]): string {
  return JSON.stringify({ id, type: "error", payload: errors.map(shownError) });
}

/** A result as JSON, replaced by an error if it is too large. */
export function textOf(result: ExecutionResult, maxBytes: number): string {
  return resultText(result, maxBytes) ?? JSON.stringify({ errors: [responseTooLarge(maxBytes)] });
}

export function isResult(result: object): result is ExecutionResult {
  return !(Symbol.asyncIterator in result);
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
