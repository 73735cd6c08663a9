import type { OutgoingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Exchange, type Reply, varyBy } from "../exchange.js";
import { type Refusal, refusalBody } from "../refusals.js";
import { type Coding, preferredCoding } from "../requests/accept.js";
import { hasUnreadBody } from "../requests/body.js";
import type { UnsentResponses } from "./unsent-responses.js";

/** Minimum size for compression; smaller bodies fit into a packet or two. */
export const minCompressed = 1_024;
/** Limits on receiving the rest of a refused body. */
const lingerMs = 1_000;
const lingerBytes = 4_000_000;
/** Bytes that a smaller chunk counts as: it takes as long to receive. */
const lingerChunkBytes = 1_024;

const inBrotli = promisify(brotliCompress);
const inGzip = promisify(gzip);

/** Sends a complete response, compressed if the client accepts it. */
export async function reply(
  { request, response, client, headers }: Exchange,
  unsent: UnsentResponses,
  { status, headers: own = {}, contentType, body }: Reply,
): Promise<void> {
  const size = Buffer.byteLength(body);
  const coding =
    size < minCompressed ? "identity" : preferredCoding(String(request.headers["accept-encoding"] ?? ""));
  const sent = coding === "identity" ? body : await compressed(Buffer.from(body), coding);
  if (response.destroyed) return;
  const closes = hasUnreadBody(request);
  const vary = varyBy("Accept-Encoding", headers["vary"], own["vary"]);
  const all: OutgoingHttpHeaders = { ...headers, ...own, ...vary };
  if (coding !== "identity") all["content-encoding"] = coding;
  if (closes) all["connection"] = "close";
  all["content-type"] = contentType;
  all["content-length"] = coding === "identity" ? size : sent.length;
  all["x-content-type-options"] = "nosniff";
  response.writeHead(status, all);
  unsent.send(response, client, sent, closes ? { onSent: linger(request, response) } : {});
}

/** Refuses a request. Closes the connection if the body was not received completely. */
export async function refuse(exchange: Exchange, unsent: UnsentResponses, refusal: Refusal): Promise<void> {
  // Node's parser may refuse the rest of the request right after its head, and then responds itself.
  await Promise.resolve();
  await reply(exchange, unsent, {
    status: refusal.status,
    headers: { ...refusal.headers, "cache-control": "no-store" },
    contentType: "application/json; charset=utf-8",
    body: refusalBody(refusal),
  });
}

/** Compression levels: about ten milliseconds per megabyte on a pool thread. */
export async function compressed(body: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === "identity") return body;
  if (coding === "gzip") return inGzip(body, { level: 5 });
  return inBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 4,
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}

/**
 * Closing a connection while the client is still sending resets it, and the client may never see the response. So the rest
 * of the body is received and discarded, until a moment after the response was sent.
 *
 * @returns a function to call once the body of the response has been sent
 */
function linger(request: Exchange["request"], response: Exchange["response"]): () => void {
  let received = 0;
  let isSent = false;
  let timer: NodeJS.Timeout | undefined;
  const hasReceived = () => request.readableEnded || request.destroyed || received > lingerBytes;
  const end = () => {
    clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  const endIfReceived = () => {
    if (isSent && hasReceived()) end();
  };
  request.on("data", (chunk: Buffer) => {
    received += Math.max(chunk.length, lingerChunkBytes);
    endIfReceived();
  });
  request.once("end", endIfReceived).once("close", endIfReceived).resume();
  return () => {
    isSent = true;
    timer = setTimeout(end, lingerMs);
    endIfReceived();
  };
}
