import type { IncomingMessage } from "node:http";
import { Refusal } from "../refusals.js";

/**
 * Checks what Node accepts in the head of a request.
 *
 * @throws Refusal
 */
export function checkHead(request: IncomingMessage): void {
  checkTransferEncoding(request);
  checkHost(request);
  checkExpectation(request);
}

/**
 * RFC 9112, section 6.1. A proxy in front may find the end of such a body elsewhere, so what follows on the connection is not
 * read as a request.
 */
function checkTransferEncoding({ headers, httpVersion }: IncomingMessage): void {
  const codings = headers["transfer-encoding"];
  if (codings === undefined) return;
  if (codings.toLowerCase() !== "chunked")
    throw new Refusal(
      "UNSUPPORTED_TRANSFER_ENCODING",
      "The only supported transfer coding is chunked. Send the body without any other.",
      { connection: "close" },
    );
  if (httpVersion === "1.0")
    throw new Refusal(
      "BAD_HTTP",
      "HTTP/1.0 has no Transfer-Encoding. Send a Content-Length, or use HTTP/1.1.",
      {
        connection: "close",
      },
    );
}

const host = /^(\[[0-9a-f:.]+\]|[a-z0-9._~%!$&'()*+,;=-]+)(:\d*)?$/i;

/** RFC 9112, section 3.2: HTTP/1.1 has exactly one Host header, with a valid value. */
function checkHost({ httpVersion, rawHeaders }: IncomingMessage): void {
  // `headersDistinct` would keep another copy of all headers for as long as a subscription.
  let isValid: boolean | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (isHost(rawHeaders[at])) isValid = isValid === undefined && host.test(rawHeaders[at + 1] ?? "");
  if (!(isValid ?? httpVersion === "1.0"))
    throw new Refusal("BAD_HOST", "Expected one Host header with a name or an address and an optional port.");
}

function isHost(name: string | undefined): boolean {
  return name?.length === 4 && name.toLowerCase() === "host";
}

function checkExpectation({ headers: { expect } }: IncomingMessage): void {
  if (expect !== undefined && !/^\s*100-continue\s*$/i.test(expect))
    throw new Refusal("EXPECTATION_FAILED", "The only supported expectation is 100-continue.");
}
