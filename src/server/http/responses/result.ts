import type { OutgoingHttpHeaders } from "node:http";
import type { ExecutionResult } from "graphql";
import { anyOf } from "../../../text/any-of.js";
import { remembering } from "../../../text/remembering.js";
import { multipart } from "../../live/stream-formats.js";
import type { Reply } from "../exchange.js";
import { Refusal } from "../refusals.js";
import { preferredType } from "../requests/accept.js";
import { responseTooLarge, resultText } from "./shown-result.js";
import { formatOf } from "./subscription-reply.js";

const jsonTypes = ["application/json", "application/graphql-response+json"] as const;
const streamType = "text/event-stream";

const multipartType = "multipart/mixed";

export type JsonType = (typeof jsonTypes)[number];
export type ResultType = JsonType | typeof streamType | typeof multipartType;

const preferredJson = remembering(100, (accept) => preferredType(accept, jsonTypes));

/** The JSON media type preferred by a client; undefined if it accepts none. */
export function jsonTypeFor(accept = "*/*"): JsonType | undefined {
  return preferredJson(accept);
}

/**
 * Media type for the result of a query or mutation. JSON is preferred over a stream of one event.
 *
 * @throws Refusal NOT_ACCEPTABLE
 */
export function resultType(accept: string | undefined): ResultType {
  const type = jsonTypeFor(accept) ?? preferredType(accept, [streamType]);
  if (type !== undefined) return type;
  // Clients that subscribe over multipart also read refusals in it.
  if (formatOf(accept ?? null) === multipart) return multipartType;
  throw new Refusal(
    "NOT_ACCEPTABLE",
    `Responses are available as ${anyOf([...jsonTypes, streamType])}. Send an Accept header with one of them.`,
  );
}

/** Status for errors without `extensions.http`, if there is no data. */
const statuses: Readonly<Record<string, number>> = {
  INTERNAL_SERVER_ERROR: 500,
  DATABASE_UNAVAILABLE: 503,
  BUSY: 503,
};

/**
 * The response to an operation, as in GraphQL over HTTP. Errors set status and headers in `extensions.http`, which is removed
 * from the response; with `spec: true`, application/json keeps status 200 for legacy clients.
 *
 * @see https://graphql.github.io/graphql-over-http/draft/
 * @param maxBytes maximum size of the body
 */
export function replyOf(result: ExecutionResult, type: ResultType, maxBytes: number): Reply {
  const text = resultText(result, maxBytes);
  if (text === undefined) {
    const errors = [responseTooLarge(maxBytes)];
    return replyOf({ data: null, errors }, type, Number.POSITIVE_INFINITY);
  }
  const { status, headers } = headOf(result, type);
  // Clients of streams read a stream only if it has status 200.
  if (status !== 200 && !isJson(type)) return replyOf(result, "application/json", maxBytes);
  if (type === multipartType)
    return {
      status,
      headers,
      contentType: multipart.contentType,
      body: multipart.start() + multipart.refusal(text),
    };
  if (type === streamType)
    return {
      status,
      headers: { ...headers, "cache-control": "no-cache" },
      contentType: streamType,
      body: `event: next\ndata: ${text}\n\nevent: complete\ndata:\n\n`,
    };
  return { status, headers, contentType: `${type}; charset=utf-8`, body: text };
}

function isJson(type: ResultType): boolean {
  return jsonTypes.some((json) => json === type);
}

function headOf(
  { data, errors = [] }: ExecutionResult,
  type: ResultType,
): { status: number; headers: OutgoingHttpHeaders } {
  const lenient = type !== "application/graphql-response+json";
  const headers: OutgoingHttpHeaders = {};
  let status = 200;
  for (const { extensions } of errors) {
    const { http, code } = extensions;
    Object.assign(headers, http?.headers);
    if (http?.status !== undefined && !(lenient && http.spec)) status = Math.max(status, http.status);
    else if (data === undefined && http === undefined) {
      const own = statuses[String(code)] ?? 400;
      if (!lenient || own === 500) status = Math.max(status, own);
    }
  }
  return { status, headers };
}
