import type { OutgoingHttpHeaders } from "node:http";

/** HTTP statuses of the refusals; `docs/reference.md` says when each is sent. */
export const refusalStatuses = {
  BAD_HTTP: 400,
  BAD_HOST: 400,
  INVALID_JSON: 400,
  INVALID_REQUEST: 400,
  REQUEST_TOO_DEEP: 400,
  VARIABLES_TOO_LARGE: 400,
  CHUNKS_TOO_SMALL: 400,
  BATCHING_NOT_SUPPORTED: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  GET_QUERIES_DISABLED: 405,
  NOT_ACCEPTABLE: 406,
  REQUEST_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNSUPPORTED_CONTENT_ENCODING: 415,
  EXPECTATION_FAILED: 417,
  TOO_MANY_CONNECTIONS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_SERVER_ERROR: 500,
  TOO_MANY_PENDING_BODIES: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatuses;

/** A request that is refused before GraphQL sees it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly headers: OutgoingHttpHeaders;

  constructor(code: RefusalCode, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return refusalStatuses[this.code];
  }
}

/** The body of a refusal, shaped like a GraphQL error so that clients show it. */
export function refusalBody({ message, code }: { message: string; code: string }): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
