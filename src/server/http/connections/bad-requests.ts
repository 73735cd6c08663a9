import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { rawResponse } from "../../raw-response.js";
import { Refusal, refusalBody } from "../refusals.js";
import { destroyOnError } from "./destroy-on-error.js";
import type { Pipelines } from "./pipeline.js";

/**
 * Responds to requests that Node cannot parse or that time out.
 *
 * @param pipelines says whether a response is in progress; a second one would be read as part of it
 */
export function answerBadRequests(server: Server, { isResponding, whenIdle }: Pipelines): void {
  server.on("clientError", (error: NodeJS.ErrnoException, stream: Duplex) => {
    if (error.code === "ECONNRESET" || !stream.writable || isResponding(stream)) stream.destroy();
    else stream.end(rawRefusal(refusalOf(error.code)), () => stream.destroy());
  });
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    stream.on("error", destroyOnError);
    const refusal = new Refusal("METHOD_NOT_ALLOWED", "CONNECT is not supported. Use GET or POST.", {
      allow: "GET, POST",
    });
    whenIdle(stream, () => stream.end(rawRefusal(refusal), () => stream.destroy()));
  });
}

/** A refusal as a complete response. */
export function rawRefusal(refusal: Refusal): string {
  const headers = {
    ...refusal.headers,
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return rawResponse(refusal.status, headers, refusalBody(refusal));
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Refusal("REQUEST_TIMEOUT", "The request did not arrive in time. Send it again.");
    case "HPE_HEADER_OVERFLOW":
      return new Refusal("HEADERS_TOO_LARGE", "The URL and headers exceed 16 KiB. Send the query by POST.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Refusal("BODY_TOO_LARGE", "Chunk extensions exceed 16 KiB. Send the body without them.");
    default:
      return new Refusal("BAD_HTTP", "The request is not valid HTTP/1.1.");
  }
}
