import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "../refusals.js";
import type { PendingBody } from "./pending-bodies.js";

export interface BodyOptions {
  readonly maxBytes: number;
  /** Whether a body in many tiny chunks is refused. */
  readonly limitsChunks: boolean;
  /** Counts the memory of the body. */
  readonly share: PendingBody;
}

const firstCapacity = 16_384;
/**
 * Chunks of a body beyond which they must have a minimum size on average: each takes as long to receive as hundreds of bytes.
 * Clients that send each token of a JSON document as a chunk stay below.
 */
const maxTinyChunks = 10_000;
const minChunkBytes = 16;

const nothing = Buffer.alloc(0);

/** The client disconnected before sending the whole body. */
export class BodyAborted extends Error {}

/** Whether a request has a body that may not have been received completely. */
export function hasUnreadBody({ headers, complete }: IncomingMessage): boolean {
  return !complete && (Number(headers["content-length"] ?? 0) > 0 || "transfer-encoding" in headers);
}

/**
 * Receives the body of a request, with a Content-Length or in chunks.
 *
 * @throws Refusal if the body is too large, compressed, or in tiny chunks, or too many are pending; the rest of the body
 *   is not read
 * @throws BodyAborted
 */
export async function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes, limitsChunks, share }: BodyOptions,
): Promise<Buffer> {
  const { headers } = request;
  const coding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (coding !== "identity" && coding !== "")
    throw new Refusal("UNSUPPORTED_CONTENT_ENCODING", "Send the body without compression.", {
      "accept-encoding": "identity",
    });
  const expected = Number(headers["content-length"] ?? maxBytes);
  if (expected > maxBytes) throw tooLarge(maxBytes);
  if (headers.expect !== undefined) response.writeContinue();
  const isLimited = limitsChunks && "transfer-encoding" in headers;
  const body = await receive(request, expected, isLimited ? maxTinyChunks : undefined, share.resize);
  share.resize(body.length);
  return body;
}

/**
 * @param maxBytes the length of the body, or the limit for a chunked one
 * @param maxTiny maximum number of tiny chunks
 * @param resize called with the size of the body in memory, before it is allocated
 */
function receive(
  request: IncomingMessage,
  maxBytes: number,
  maxTiny: number | undefined,
  resize: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Chunks are copied, except a whole body with memory of its own: a single byte may retain a whole packet.
    let body: Buffer = nothing;
    let length = 0;
    let chunks = 0;
    const settle = (finish: () => void) => {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      try {
        if (length + chunk.length > maxBytes) throw tooLarge(maxBytes);
        chunks += 1;
        if (maxTiny !== undefined && chunks > maxTiny && length < chunks * minChunkBytes)
          throw tooSmall(maxTiny);
        if (chunk.length === maxBytes && chunk.buffer.byteLength === maxBytes) {
          resize(maxBytes);
          body = chunk;
        } else if (length + chunk.length > body.length) {
          const capacity = Math.max(2 * body.length, length + chunk.length, firstCapacity);
          resize(Math.min(capacity, maxBytes));
          const larger = Buffer.allocUnsafeSlow(Math.min(capacity, maxBytes));
          body.copy(larger, 0, 0, length);
          body = larger;
        }
      } catch (error) {
        request.pause();
        return settle(() => reject(error));
      }
      length += body === chunk ? chunk.length : chunk.copy(body, length);
    };
    const onEnd = () => settle(() => resolve(body.subarray(0, length)));
    const onClose = () => settle(() => reject(new BodyAborted()));
    request.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}

function tooSmall(maxTiny: number): Refusal {
  return new Refusal(
    "CHUNKS_TOO_SMALL",
    `The request body has more than ${maxTiny} chunks of fewer than ${minChunkBytes} bytes on average. Send larger chunks, or a Content-Length.`,
  );
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    "BODY_TOO_LARGE",
    `The request body exceeds the limit of ${maxBytes} bytes. Split it into several requests.`,
  );
}
