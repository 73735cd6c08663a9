import type { InputErrorCode } from "../../domain/values/input-error.js";

/** An error that clients see as `extensions.code`; a row of the table in `docs/reference.md`, which `npm run docs` writes. */
interface ErrorFacts {
  /** HTTP status if the request is refused before GraphQL sees it. */
  readonly refusal?: number;
  /** HTTP status otherwise. */
  readonly result?: string;
  readonly meaning: string;
  /** Whether the same request may succeed later. */
  readonly retry: "no" | "yes" | "after `Retry-After`" | "with `after`" | "without `after`";
}

/** Status of an operation that is not executed: the second one with `Accept: application/graphql-response+json`. */
const notExecuted = "200 or 400";

export const errorCodes = {
  BAD_USER_INPUT: {
    result: "200, 400",
    meaning: "an invalid argument (200) or variable (400); the message says what was expected",
    retry: "no",
  },
  BAD_CURSOR: {
    result: "200",
    meaning:
      "a cursor of another list or board, of an event that this database does not have, or a forged one",
    retry: "no",
  },
  CURSOR_EXPIRED: {
    result: "200",
    meaning: "events after this cursor have been deleted",
    retry: "without `after`",
  },
  UNAUTHENTICATED: { result: "200", meaning: "writing without the server's token", retry: "no" },
  FORBIDDEN: {
    result: "200",
    meaning: "writing to a server without a token, or mail by one that sends none",
    retry: "no",
  },
  NOT_FOUND: {
    refusal: 404,
    result: "200",
    meaning: "an unknown path (404); a filter, path, graph or subscription with an unknown ID (200)",
    retry: "no",
  },
  GRAPHQL_PARSE_FAILED: { result: notExecuted, meaning: "the document is not valid GraphQL", retry: "no" },
  GRAPHQL_VALIDATION_FAILED: {
    result: notExecuted,
    meaning:
      "the document does not match the schema, or selects a field more than 20 times in one selection set under the same name; up to 9 errors are reported",
    retry: "no",
  },
  OPERATION_RESOLUTION_FAILURE: {
    result: "400",
    meaning: "the document has no such operation, or several and no `operationName`",
    retry: "no",
  },
  INTROSPECTION_DISABLED: { result: notExecuted, meaning: "`INTROSPECTION=off`", retry: "no" },
  QUERY_TOO_DEEP: {
    result: notExecuted,
    meaning: "more than 12 fields deep, or brackets more than 200 deep",
    retry: "no",
  },
  QUERY_TOO_LARGE: { result: notExecuted, meaning: "more than `QUERY_TOKENS` tokens", retry: "no" },
  QUERY_TOO_COSTLY: {
    result: "400, 200",
    meaning:
      "more than `QUERY_COST_LIMIT` units (400); `extensions.cost` lists the three most expensive fields, and `searchWords` counts the words of a search text that is too long, up to about 1,000; a path search beyond 2,000,000 authors and papers (200)",
    retry: "no",
  },
  RESPONSE_TOO_LARGE: { result: "200", meaning: "the result exceeds `RESPONSE_BYTES`", retry: "no" },
  RATE_LIMITED: {
    result: "429",
    meaning: "the client's budget is used up; without `Retry-After`, the operation alone exceeds the budget",
    retry: "after `Retry-After`",
  },
  BUSY: {
    result: "503",
    meaning: "timed out waiting for a turn or a database connection",
    retry: "after `Retry-After`",
  },
  QUERY_TIMEOUT: {
    result: "200",
    meaning: "the statements of the request exceeded `STATEMENT_TIMEOUT`",
    retry: "no",
  },
  DATABASE_UNAVAILABLE: {
    result: "200 or 503",
    meaning: "the database is unreachable, or not yet migrated",
    retry: "yes",
  },
  DATABASE_FULL: {
    result: "200",
    meaning: "the disk of the database is full: reads work, writes fail until space is freed",
    retry: "yes",
  },
  NOT_READY: {
    result: "503",
    meaning: "of `/ready`: the database is unreachable or not migrated, or the server is shutting down",
    retry: "yes",
  },
  TOO_MANY_SUBSCRIPTIONS: {
    result: notExecuted,
    meaning:
      "the client or the server has reached its limit on subscriptions, on their cost per event, or on their memory",
    retry: "yes",
  },
  SLOW_SUBSCRIBER: {
    result: "in the stream",
    meaning: "the subscriber read too slowly; WebSocket close code 1013",
    retry: "with `after`",
  },
  SERVER_STOPPING: {
    refusal: 503,
    result: "in the stream",
    meaning: "the server is shutting down; WebSocket close code 1012, and 503 for a handshake",
    retry: "with `after`",
  },
  INVALID_JSON: {
    refusal: 400,
    meaning: "the body, `variables` or `extensions` is not valid JSON",
    retry: "no",
  },
  INVALID_REQUEST: {
    refusal: 400,
    meaning: "neither a query nor the ID of a document, or a parameter of the wrong type",
    retry: "no",
  },
  BATCHING_NOT_SUPPORTED: { refusal: 400, meaning: "the body is a list of operations", retry: "no" },
  PERSISTED_QUERY_NOT_FOUND: {
    result: "200, 404",
    meaning:
      "no document with this hash (200): Apollo's clients then send its text; no document with this `documentId` (404 with `application/graphql-response+json`)",
    retry: "no",
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    result: "200",
    meaning: "`PERSISTED_QUERY_BYTES=0`, and no manifest; Apollo's clients then send texts only",
    retry: "no",
  },
  PERSISTED_QUERY_MISMATCH: {
    result: "400",
    meaning: "the hash is not the SHA-256 of `query`",
    retry: "no",
  },
  PERSISTED_QUERY_ONLY: {
    result: notExecuted,
    meaning:
      "`PERSISTED_DOCUMENTS_ONLY=on`, and a document that is not in the manifest or was sent without its ID",
    retry: "no",
  },
  REQUEST_TOO_DEEP: { refusal: 400, meaning: "brackets in the JSON more than 200 deep", retry: "no" },
  VARIABLES_TOO_LARGE: {
    refusal: 400,
    meaning: "more than 2,000 values in the JSON of a request, declared or not, without the write token",
    retry: "no",
  },
  CHUNKS_TOO_SMALL: {
    refusal: 400,
    meaning: "a body of more than 10,000 chunks with fewer than 16 bytes on average, without the write token",
    retry: "no",
  },
  BODY_TOO_LARGE: { refusal: 413, meaning: "more than `BODY_BYTES` or `WRITE_BODY_BYTES`", retry: "no" },
  HEADERS_TOO_LARGE: { refusal: 431, meaning: "URL and headers of more than 16 KiB", retry: "no" },
  UNSUPPORTED_MEDIA_TYPE: { refusal: 415, meaning: "the body is not JSON in UTF-8", retry: "no" },
  UNSUPPORTED_CONTENT_ENCODING: { refusal: 415, meaning: "the body is compressed", retry: "no" },
  UNSUPPORTED_TRANSFER_ENCODING: {
    refusal: 501,
    meaning: "`Transfer-Encoding` is not `chunked`",
    retry: "no",
  },
  METHOD_NOT_ALLOWED: {
    refusal: 405,
    meaning: "`Allow` lists the methods; mutations are accepted only by POST",
    retry: "no",
  },
  GET_QUERIES_DISABLED: { refusal: 405, meaning: "`GET_QUERIES=off`", retry: "no" },
  NOT_ACCEPTABLE: {
    refusal: 406,
    meaning: "`Accept` allows no supported format; the message lists them",
    retry: "no",
  },
  REQUEST_TIMEOUT: {
    refusal: 408,
    meaning: "the request did not arrive within `REQUEST_TIMEOUT`",
    retry: "yes",
  },
  EXPECTATION_FAILED: { refusal: 417, meaning: "`Expect` is not `100-continue`", retry: "no" },
  BAD_HTTP: { refusal: 400, meaning: "not valid HTTP/1.1", retry: "no" },
  BAD_HOST: { refusal: 400, meaning: "an invalid `Host` header", retry: "no" },
  BAD_HANDSHAKE: { refusal: 400, meaning: "an invalid WebSocket handshake", retry: "no" },
  ORIGIN_NOT_ALLOWED: {
    refusal: 403,
    meaning: "a WebSocket from a page that is not in `CORS_ORIGINS`",
    retry: "no",
  },
  TOO_MANY_CONNECTIONS: {
    refusal: 429,
    meaning: "all connections of the client or the server are in use",
    retry: "after `Retry-After`",
  },
  TOO_MANY_WEBSOCKETS: {
    refusal: 429,
    result: "503",
    meaning: "the client (429) or the server (503) has reached its limit on WebSockets",
    retry: "after `Retry-After`",
  },
  TOO_MANY_PENDING_BODIES: {
    refusal: 503,
    meaning: "request bodies of the client or the server exceed `PENDING_BODY_BYTES`",
    retry: "after `Retry-After`",
  },
  INTERNAL_SERVER_ERROR: {
    refusal: 500,
    result: "200",
    meaning: "an internal error; look up `errorId` in the server log",
    retry: "no",
  },
} as const satisfies Record<InputErrorCode, ErrorFacts> & Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorCodes;

/** Codes of requests that are refused before GraphQL sees them. */
export type RefusalCode = {
  [Code in ErrorCode]: (typeof errorCodes)[Code] extends { refusal: number } ? Code : never;
}[ErrorCode];

/** Rows of the table in `docs/reference.md`. */
export function describeErrorCodes(): { code: string; status: string; meaning: string; retry: string }[] {
  return Object.entries<ErrorFacts>(errorCodes).map(([code, { refusal, result, meaning, retry }]) => ({
    code,
    status: [refusal, result].filter((status) => status !== undefined).join(", "),
    meaning,
    retry,
  }));
}
