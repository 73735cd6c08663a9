import type { ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import type { Batch } from "./batch.js";
import type { CloseReason } from "./close-reasons.js";
import type { Delivery, TakenSubscription } from "./delivery.js";
import type { Encoded } from "./message.js";
import type { Connection, Sink } from "./sink.js";
import type { StreamFormat } from "./stream-formats.js";

/**
 * Streams a subscription as the response to its request.
 *
 * @param headers additional response headers
 * @param sendTimeoutMs for the client to read why its subscription ended
 */
export function deliverOverHttp(
  delivery: Delivery,
  { subscription, release }: TakenSubscription,
  format: StreamFormat,
  response: ServerResponse,
  headers: Record<string, string>,
  sendTimeoutMs: number,
): void {
  if (response.destroyed) {
    release();
    return;
  }
  const { source } = subscription;
  openStream(response, format, headers, source.kind === "events" ? source.startCursor : null);
  const leave = delivery.subscribe(subscription, new StreamSink(response, format, sendTimeoutMs));
  response.on("close", () => {
    leave();
    release();
  });
}

function openStream(
  response: ServerResponse,
  format: StreamFormat,
  headers: Record<string, string>,
  cursor: string | null,
): void {
  const { socket } = response;
  socket?.cork();
  response.writeHead(200, {
    ...headers,
    "content-type": format.contentType,
    "cache-control": "no-cache",
    // Keeps proxies from buffering events.
    "x-accel-buffering": "no",
    connection: "close",
  });
  // Sent by itself, the head becomes one string; until then, it is a tree of 30, kept as long as the response.
  response.flushHeaders();
  response.write(format.start(cursor));
  socket?.uncork();
}

/** A class, to save memory: one exists per subscriber. */
class StreamSink implements Sink, Connection {
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #sendTimeoutMs: number;
  readonly #writable: Writable;
  readonly #framed: boolean;

  constructor(response: ServerResponse, format: StreamFormat, sendTimeoutMs: number) {
    this.#response = response;
    this.#format = format;
    this.#sendTimeoutMs = sendTimeoutMs;
    // Chunks are already framed, so they bypass the response and go to the socket, which halves the CPU time.
    // There is no socket yet while the response to an earlier request on the connection is being written; then the
    // response does the framing.
    this.#writable = response.socket ?? response;
    this.#framed = response.socket !== null && response.chunkedEncoding;
  }

  get sendsCopies(): boolean {
    return false;
  }

  get connection(): Connection {
    return this;
  }

  get closed(): boolean {
    return this.#response.closed;
  }

  unsentBytes(): number {
    return this.#writable.writableLength;
  }

  send(batch: Batch): void {
    this.#write(batch.encoded(this.#format));
  }

  isFull(): boolean {
    return this.#writable.writableNeedDrain && this.#writable.writableLength > 0;
  }

  whenDrained(callback: () => void): void {
    this.#writable.once("drain", callback);
  }

  keepAlive(): void {
    this.#write(this.#format.keepAlive);
  }

  end(reason: CloseReason): void {
    const response = this.#response;
    response.end(this.#format.end(reason));
    const timer = setTimeout(() => response.destroy(), this.#sendTimeoutMs);
    response.once("close", () => clearTimeout(timer));
  }

  cut(): void {
    this.#response.destroy();
  }

  #write({ chunk, body }: Encoded): void {
    this.#writable.write(this.#framed ? chunk : body);
  }
}
