import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal, refusalBody } from "../refusals.js";
import { methods } from "../requests/methods.js";
import { afterResponses } from "./after-responses.js";
import { isHeadRequest } from "./head-requests.js";
import type { Pipelines } from "./pipeline.js";
import { rawResponse } from "./raw-response.js";
import type { HoldInput } from "./waiting-input.js";

/**
 * Responds to requests that Node cannot parse or that time out.
 *
 * @param pipelines responses in progress, which another one would corrupt or replace
 */
export function answerBadRequests(hold: HoldInput, server: Server, pipelines: Pipelines): void {
  const refuse = (stream: Duplex, refusal: Refusal) =>
    stream.end(rawRefusal(refusal, isHeadRequest(stream)), () => stream.destroy());
  const refused = new WeakSet<Duplex>();
  server.on("clientError", (error: NodeJS.ErrnoException, stream: Duplex) => {
    if (error.code === "ECONNRESET" || !stream.writable) {
      stream.destroy();
      return;
    }
    // Everything after it is invalid, too.
    if (refused.has(stream)) return;
    refused.add(stream);
    const refusal = refusalOf(error.code);
    pipelines.dropIncomplete(stream);
    // An incomplete request in progress gets no other response.
    if (pipelines.isReceived(stream))
      afterResponses(hold, pipelines, stream, nothing, () => refuse(stream, refusal));
    else if (pipelines.isResponding(stream)) stream.destroy();
    else refuse(stream, refusal);
  });
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    const refusal = new Refusal("METHOD_NOT_ALLOWED", "CONNECT is not supported. Use GET or POST.", {
      allow: methods,
    });
    afterResponses(hold, pipelines, stream, nothing, () => refuse(stream, refusal));
  });
}

const nothing = Buffer.alloc(0);

/** A refusal as a complete response. */
export function rawRefusal(refusal: Refusal, isHead = false): string {
  const headers = {
    ...refusal.headers,
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return rawResponse(refusal.status, headers, refusalBody(refusal), isHead);
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Refusal("REQUEST_TIMEOUT", "The request did not arrive in time. Send it again.");
    case "HPE_HEADER_OVERFLOW":
      return new Refusal("HEADERS_TOO_LARGE", "The URL and headers exceed 16 KiB. Send the query by POST.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Refusal("BODY_TOO_LARGE", "Chunk extensions exceed 16 KiB. Send the body without them.");
    case "HPE_INVALID_TRANSFER_ENCODING":
    case "HPE_INVALID_CONTENT_LENGTH":
    case "HPE_UNEXPECTED_CONTENT_LENGTH":
      return new Refusal(
        "BAD_HTTP",
        "Expected one Content-Length, or Transfer-Encoding: chunked without a Content-Length.",
      );
    default:
      return new Refusal("BAD_HTTP", "The request is not valid HTTP/1.1.");
  }
}
