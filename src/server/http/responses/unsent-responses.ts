import type { ServerResponse } from "node:http";
import { HeldBytes } from "../../limits/held-bytes.js";

/** Responses that clients have not read yet, and their memory. */
export interface UnsentResponses {
  /** Sends the body and ends the response; closes the connection if the client reads none of it for the timeout. */
  send(response: ServerResponse, client: string, body?: Buffer | string, options?: SendOptions): void;
  /** Unsent bytes. */
  readonly bytes: number;
}

export interface SendOptions {
  /** Whether other responses share the memory of the body. */
  readonly isShared?: boolean;
  /** Called once the body has been sent, to end the response. */
  readonly onSent?: () => void;
}

export interface UnsentOptions {
  /** Milliseconds without progress. */
  readonly sendTimeoutMs: number;
  /** Maximum total size of unsent responses. Beyond it, a client with most of them loses its oldest one. */
  readonly maxBytes: number;
}

const sliceBytes = 65_536;
/** Maximum length of a text that is sent whole, in characters of up to 3 bytes. */
const maxText = Math.floor(sliceBytes / 3);
const nothing = Buffer.alloc(0);

export function createUnsentResponses({ sendTimeoutMs, maxBytes }: UnsentOptions): UnsentResponses {
  const unsent = new HeldBytes(maxBytes);
  return {
    send(response, client, body = nothing, { isShared = false, onSent } = {}) {
      const { socket } = response;
      if (typeof body !== "string") sendInSlices(response, body, onSent);
      // Node sends headers and a text in one write, which takes less time than two.
      else if (onSent === undefined && body.length <= maxText) response.end(body);
      else sendInSlices(response, Buffer.from(body), onSent);
      const isSent = response.writableEnded && (socket?.writableLength ?? 0) === 0;
      if (isSent || response.destroyed) return;
      // Without a timeout listener, Node destroys the socket on timeout; progress within a write resets the timer.
      socket?.setTimeout(sendTimeoutMs);
      if (isShared) return;
      const release = unsent.hold(client, response, Buffer.byteLength(body));
      response.once("finish", release).once("close", release);
    },
    get bytes() {
      return unsent.bytes;
    },
  };
}

/**
 * The kernel copies megabytes per write, which blocks the event loop. So the body is written in slices of the same memory; the
 * next one follows once the kernel has accepted the previous one and other connections had a turn.
 */
function sendInSlices(response: ServerResponse, body: Buffer, onSent?: () => void): void {
  if (response.destroyed) return;
  const isLast = body.length <= sliceBytes;
  if (isLast && onSent === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, sliceBytes), (error) => {
    if (error) return;
    if (isLast) onSent?.();
    else setImmediate(() => sendInSlices(response, body.subarray(sliceBytes), onSent));
  });
}
