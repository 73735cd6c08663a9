import type { IncomingMessage, Server } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal, refusalBody } from "../refusals.js";

/**
 * Answers requests that Node cannot parse, or stops waiting for.
 *
 * @param isResponding whether a response is on its way: another one would be read as a part of it
 */
export function answerBadRequests(server: Server, isResponding: (stream: Duplex) => boolean): void {
  server.on("clientError", (error: NodeJS.ErrnoException, stream: Duplex) => {
    if (error.code === "ECONNRESET" || !stream.writable || isResponding(stream)) stream.destroy();
    else stream.end(rawRefusal(refusalOf(error.code)), () => stream.destroy());
  });
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    stream.on("error", () => stream.destroy());
    stream.end(
      rawRefusal(
        new Refusal("METHOD_NOT_ALLOWED", "CONNECT is not supported. Use GET or POST.", {
          allow: "GET, POST",
        }),
      ),
      () => stream.destroy(),
    );
  });
}

/** A whole response, for a connection on which Node has no response object. */
export function rawRefusal(refusal: Refusal): string {
  const body = refusalBody(refusal);
  const headers = {
    ...refusal.headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join("")}\r\n${body}`;
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Refusal("REQUEST_TIMEOUT", "The request did not arrive in time. Send it again.");
    case "HPE_HEADER_OVERFLOW":
      return new Refusal(
        "HEADERS_TOO_LARGE",
        "The address and the headers exceed 16 KiB. Send the query by POST.",
      );
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Refusal(
        "BODY_TOO_LARGE",
        "The extensions of a chunk exceed 16 KiB. Send the body without them.",
      );
    default:
      return new Refusal("BAD_HTTP", "The request is not valid HTTP/1.1.");
  }
}
