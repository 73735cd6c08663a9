import type { OutgoingHttpHeaders } from "node:http";

/** Every answer of the HTTP server itself that refuses a request: its status, and when it is given. */
export const refusals = {
  BAD_HTTP: { status: 400, when: "The request is not valid HTTP/1.1." },
  BAD_HOST: { status: 400, when: "The Host header is missing, repeated or invalid." },
  INVALID_JSON: { status: 400, when: "The body, `variables` or `extensions` is not JSON in UTF-8." },
  INVALID_REQUEST: { status: 400, when: "A parameter of the request is missing or has the wrong type." },
  REQUEST_TOO_DEEP: { status: 400, when: "Brackets of the JSON nest more than 200 levels deep." },
  BATCHING_NOT_SUPPORTED: { status: 400, when: "The body is a list of operations." },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    when: "The request has the hash of a query and no query. Clients send the query then.",
  },
  NOT_FOUND: { status: 404, when: "The path is unknown." },
  METHOD_NOT_ALLOWED: { status: 405, when: "The path does not support the method; a mutation came by GET." },
  GET_QUERIES_DISABLED: { status: 405, when: "A query came by GET, and GET_QUERIES is off." },
  NOT_ACCEPTABLE: { status: 406, when: "The Accept header has no format that the response comes in." },
  REQUEST_TIMEOUT: { status: 408, when: "The request did not arrive within REQUEST_TIMEOUT." },
  BODY_TOO_LARGE: {
    status: 413,
    when: "The body is larger than BODY_BYTES, or WRITE_BODY_BYTES with the token.",
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, when: "The body is not JSON in UTF-8 according to its headers." },
  UNSUPPORTED_CONTENT_ENCODING: { status: 415, when: "The body is compressed." },
  EXPECTATION_FAILED: { status: 417, when: "The Expect header has a value other than 100-continue." },
  TOO_MANY_CONNECTIONS: {
    status: 429,
    when: "The client has CONNECTIONS_PER_CLIENT connections in use, or the server has CONNECTIONS.",
  },
  HEADERS_TOO_LARGE: { status: 431, when: "The headers and the address exceed 16 KiB." },
  INTERNAL_SERVER_ERROR: { status: 500, when: "Unexpected error; the server log has more." },
  TOO_MANY_PENDING_BODIES: {
    status: 503,
    when: "Request bodies in memory exceed PENDING_BODY_BYTES, or half of it from one client.",
  },
} as const satisfies Record<string, { status: number; when: string }>;

export type RefusalCode = keyof typeof refusals;

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
    return refusals[this.code].status;
  }
}

/** The body of a refusal, in the form of GraphQL's own errors, so that clients show it. */
export function refusalBody({ message, code }: Pick<Refusal, "message" | "code">): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
