import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { maxFullBeats } from "../delivery.js";
import type { Connection } from "../outlet.js";
import type { Tally } from "../pending-bytes.js";
import type { WebSocketReader } from "./reader.js";

/** A WebSocket with its heartbeat state and its bytes in memory. */
export class WebSocketConnection implements Connection {
  readonly socket: WebSocket;
  readonly stream: Socket;
  readonly client: string;
  /** The `Authorization` header of the handshake. Pages in browsers cannot set it. */
  readonly authorization: string | undefined;
  readonly reader: WebSocketReader;
  #alive = true;
  #beats = 0;
  #fullBeats = 0;
  #flushed = 0;
  /** Bytes read through the end of the last complete message. */
  #readThrough = 0;

  constructor(
    socket: WebSocket,
    stream: Socket,
    { client, authorization }: Pick<WebSocketConnection, "client" | "authorization">,
    reader: WebSocketReader,
  ) {
    this.socket = socket;
    this.stream = stream;
    this.client = client;
    this.authorization = authorization;
    this.reader = reader;
    socket.on("pong", (payload) => {
      this.#readThrough = stream.bytesRead;
      // Only a pong for the last ping proves that the client reads.
      if (String(payload) === String(this.#beats)) this.#alive = true;
    });
    socket.on("ping", () => {
      this.#readThrough = stream.bytesRead;
    });
  }

  get closed(): boolean {
    return this.stream.closed;
  }

  unsentBytes(): number {
    return this.stream.writableLength;
  }

  cut(): void {
    this.socket.terminate();
  }

  /** Records a complete message. */
  received(): void {
    this.#alive = true;
    this.#readThrough = this.stream.bytesRead;
  }

  /** Bytes of an incomplete message. */
  unfinishedBytes(): number {
    return this.stream.bytesRead - this.#readThrough;
  }

  /** Closes the connection if the client no longer reads or responds; otherwise sends a ping. */
  beat(): void {
    const unsent = this.unsentBytes();
    const flushed = this.stream.bytesWritten - unsent;
    this.#fullBeats = unsent > 0 && flushed === this.#flushed ? this.#fullBeats + 1 : 0;
    this.#flushed = flushed;
    if (this.#fullBeats >= maxFullBeats) {
      this.cut();
      return;
    }
    // A ping would be queued behind unsent bytes, and a pong behind the messages of a paused reader.
    if (unsent > 0 || this.reader.paused) {
      this.#alive = true;
      return;
    }
    if (!this.#alive) {
      this.cut();
      return;
    }
    this.#alive = false;
    this.#beats += 1;
    this.socket.ping(String(this.#beats));
  }

  /** @param end ends the connection to free its unsent bytes */
  weigh(tally: Tally, end: () => void): void {
    const [unsent, unfinished] = [this.unsentBytes(), this.unfinishedBytes()];
    if (unsent + unfinished === 0 || this.socket.readyState !== this.socket.OPEN) return;
    tally.hold(this, unsent);
    tally.hold(this.reader, unfinished);
    // An incomplete message is only freed with the connection.
    tally.offer({ bytes: unsent + unfinished, end: () => (unfinished > unsent ? this.cut() : end()) });
  }
}
