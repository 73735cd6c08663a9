import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { remembering } from "../../text/remembering.js";

/** A request and its response, with information about the client. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client's address, or its network. */
  readonly client: string;
  /** The path without the query string. */
  readonly path: string;
  /** Headers of every response to this request. */
  readonly headers: OutgoingHttpHeaders;
}

/** A complete response. */
export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** A Vary header with all given names; RFC 9110 section 12.5.5. */
export function varyBy(...values: (OutgoingHttpHeaders[string] | undefined)[]): OutgoingHttpHeaders {
  const vary = withoutRepetitions(values.filter((value) => value !== undefined).join());
  return vary === "" ? {} : { vary };
}

const withoutRepetitions = remembering(100, (names) =>
  [...new Set(names.split(/\s*,\s*/))].filter(Boolean).join(", "),
);
