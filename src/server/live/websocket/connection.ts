import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { maxFullBeats } from "../delivery.js";
import type { Connection } from "../outlet.js";
import type { Tally } from "../pending-bytes.js";
import type { WebSocketReader } from "./reader.js";

/** A WebSocket, whether its client reads, and what of it is in memory. */
export class WebSocketConnection implements Connection {
  readonly socket: WebSocket;
  readonly stream: Socket;
  readonly client: string;
  /** The header that it came with. A page in a browser cannot set one. */
  readonly authorization: string | undefined;
  readonly reader: WebSocketReader;
  #alive = true;
  #beats = 0;
  #fullBeats = 0;
  #flushed = 0;
  /** Bytes that had been read when a message was whole. */
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
      // An answer to the last ping; another does not prove that anything was read.
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

  /** A message is whole. */
  received(): void {
    this.#alive = true;
    this.#readThrough = this.stream.bytesRead;
  }

  /** Bytes of a message that is not whole yet. */
  unfinishedBytes(): number {
    return this.stream.bytesRead - this.#readThrough;
  }

  /** Ends a connection that is not read any more; asks others for a sign of life. */
  beat(): void {
    const unsent = this.unsentBytes();
    const flushed = this.stream.bytesWritten - unsent;
    this.#fullBeats = unsent > 0 && flushed === this.#flushed ? this.#fullBeats + 1 : 0;
    this.#flushed = flushed;
    if (this.#fullBeats >= maxFullBeats) {
      this.cut();
      return;
    }
    // Where bytes wait to be read, a ping would wait behind them; where messages wait to be read here, a pong does.
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

  /** @param end called when it is to be ended for the bytes that wait on it to be sent */
  weigh(tally: Tally, end: () => void): void {
    const [unsent, unfinished] = [this.unsentBytes(), this.unfinishedBytes()];
    if (unsent + unfinished === 0 || this.socket.readyState !== this.socket.OPEN) return;
    tally.hold(this, unsent);
    tally.hold(this.reader, unfinished);
    // A part of a message is kept as long as the connection.
    tally.offer({ bytes: unsent + unfinished, end: () => (unfinished > unsent ? this.cut() : end()) });
  }
}
