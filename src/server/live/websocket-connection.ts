import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { maxFullBeats } from "./delivery.js";
import type { Connection } from "./outlet.js";
import type { Tally } from "./pending-bytes.js";
import type { WebSocketReader } from "./websocket-reader.js";
import type { WebSocketWriter } from "./websocket-writer.js";

/** A WebSocket, whether its client reads, and what of it is in memory. */
export class WebSocketConnection implements Connection {
  readonly socket: WebSocket;
  readonly stream: Socket;
  readonly client: string;
  /** The header that it came with. A page in a browser cannot set one. */
  readonly authorization: string | undefined;
  readonly reader: WebSocketReader;
  readonly writer: WebSocketWriter;
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
    writer: WebSocketWriter,
  ) {
    this.socket = socket;
    this.stream = stream;
    this.client = client;
    this.authorization = authorization;
    this.reader = reader;
    this.writer = writer;
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

  /**
   * @param end called when it is to be ended for the bytes that wait on it to be sent
   * @param onClosing called when it is being closed, and may still have bytes to send
   */
  weigh(tally: Tally, end: () => void, onClosing: () => void): void {
    if (this.socket.readyState !== this.socket.OPEN) {
      this.writer.release();
      onClosing();
      return;
    }
    const [unsent, unfinished] = [this.unsentBytes(), this.unfinishedBytes()];
    const waiting = this.writer.waitingBytes;
    if (unsent + unfinished + waiting === 0) return;
    tally.hold(this, unsent);
    tally.hold(this.reader, unfinished);
    tally.hold(this.writer, waiting);
    // A part of a message is kept as long as the connection.
    tally.offer({
      bytes: unsent + unfinished + waiting,
      end: () => (unfinished > unsent + waiting ? this.cut() : end()),
    });
  }
}
