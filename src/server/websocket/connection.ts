import type { Socket } from "node:net";
import { CloseCode, type WebSocket as ProtocolSocket } from "graphql-ws";
import type { WebSocket } from "ws";
import { hasWaitingInput } from "../http/connections/input.js";
import { maxFullHeartbeats } from "../live/delivery.js";
import { randomSlot } from "../live/heartbeat.js";
import type { Tally } from "../live/pending-bytes.js";
import type { Connection } from "../live/sink.js";
import { closeCodes } from "./close-codes.js";
import { withQuery } from "./messages.js";
import type { OpenSubscription, WebSocketReader } from "./reader.js";
import type { WebSocketWriter } from "./writer.js";

/** Maximum length of a ping payload that is echoed. */
const maxPongPayload = 125;
/** Overhead of a client's control frame, in bytes. */
const controlFrameBytes = 6;
/** Maximum number of ping and pong frames between two heartbeats. Clients send at most a few per second. */
const maxControlFrames = 1_000;

/** A WebSocket as the protocol library uses it, with its subscriptions, its heartbeat state and its bytes in memory. */
export class WebSocketConnection implements Connection, ProtocolSocket {
  readonly socket: WebSocket;
  readonly stream: Socket;
  readonly client: string;
  /** The `Authorization` header of the handshake, which pages in browsers cannot set, until `connection_init` replaces it. */
  authorization: string | undefined;
  readonly reader: WebSocketReader;
  readonly writer: WebSocketWriter;
  /** By the id of the operation. */
  readonly subscriptions: Map<string, OpenSubscription>;
  /** Whether the client has sent `connection_init`. */
  isInitialized = false;
  /** When in the interval it has its heartbeats. */
  readonly slot = randomSlot();
  readonly #openedAt = performance.now();
  #alive = true;
  #heartbeats = 0;
  #fullHeartbeats = 0;
  #flushed = 0;
  #controlFrames = 0;
  /** Bytes read through the end of the last complete message, and of control frames since. */
  #readThrough = 0;

  constructor(
    socket: WebSocket,
    stream: Socket,
    { client, authorization }: Pick<WebSocketConnection, "client" | "authorization">,
    reader: WebSocketReader,
    writer: WebSocketWriter,
    subscriptions: Map<string, OpenSubscription>,
  ) {
    this.socket = socket;
    this.stream = stream;
    this.client = client;
    this.authorization = authorization;
    this.reader = reader;
    this.writer = writer;
    this.subscriptions = subscriptions;
    socket.on("pong", (payload) => {
      this.#receivedControlFrame(payload);
      // Only a pong for the last ping proves that the client reads.
      if (String(payload) === String(this.#heartbeats)) this.#alive = true;
    });
    socket.on("ping", (payload) => this.#receivedControlFrame(payload));
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  send(text: string): Promise<void> {
    return this.writer.send(text);
  }

  onPing(payload: unknown): void {
    const text = JSON.stringify(payload);
    this.writer.pong(text !== undefined && text.length <= maxPongPayload ? text : undefined);
  }

  onMessage(handle: (message: string) => Promise<void>): void {
    this.reader.handle = (message) => handle(withQuery(message));
  }

  close(code?: number, reason?: string): void {
    this.socket.close(code, reason);
  }

  get closed(): boolean {
    return this.stream.closed;
  }

  /** Call when the connection is closed. */
  closeSubscriptions(): void {
    for (const subscription of [...this.subscriptions.values()]) subscription.close();
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

  /** May come between the parts of a message, which stay in memory. */
  #receivedControlFrame({ length }: Buffer): void {
    const { bytesRead } = this.stream;
    this.#readThrough = Math.min(bytesRead, this.#readThrough + controlFrameBytes + length);
    this.#controlFrames += 1;
    if (this.#controlFrames <= maxControlFrames || this.socket.readyState !== this.socket.OPEN) return;
    this.socket.close(closeCodes.TOO_MANY_CONTROL_FRAMES, `More than ${maxControlFrames} pings and pongs`);
    // A flood of frames would go on until the client answers the close frame.
    this.stream.destroySoon();
  }

  /** Bytes of an incomplete message. */
  unfinishedBytes(): number {
    return this.stream.bytesRead - this.#readThrough;
  }

  /** Whether the client may have sent messages that have not been handled. */
  get #isBehind(): boolean {
    return this.reader.paused || hasWaitingInput(this.stream);
  }

  /** Closes the connection if the client has not sent `connection_init` in time. */
  checkInit(timeoutMs: number): void {
    if (this.isInitialized || this.#isBehind || performance.now() - this.#openedAt <= timeoutMs) return;
    this.close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout");
  }

  /** Closes the connection if the client no longer reads or responds; otherwise sends a ping. */
  heartbeat(): void {
    this.#controlFrames = 0;
    const unsent = this.unsentBytes();
    const flushed = this.stream.bytesWritten - unsent;
    this.#fullHeartbeats = unsent > 0 && flushed === this.#flushed ? this.#fullHeartbeats + 1 : 0;
    this.#flushed = flushed;
    if (this.#fullHeartbeats >= maxFullHeartbeats) {
      this.cut();
      return;
    }
    // A ping would be queued behind unsent bytes, and a pong behind messages.
    if (unsent > 0 || this.#isBehind) {
      this.#alive = true;
      return;
    }
    if (!this.#alive) {
      this.cut();
      return;
    }
    this.#alive = false;
    this.#heartbeats += 1;
    this.socket.ping(String(this.#heartbeats));
  }

  /**
   * @param end called to end the connection for the bytes pending on it
   * @param onClosing called if it is being closed, and may still have bytes to send
   */
  weigh(tally: Tally, end: () => void, onClosing: () => void): void {
    const isOpen = this.socket.readyState === this.socket.OPEN;
    if (!isOpen) {
      this.writer.release();
      onClosing();
      if (this.stream.destroyed) return;
    }
    // Unsent bytes of a closing connection count with the ended ones, but it can still receive parts of messages.
    const [unsent, waiting] = isOpen ? [this.unsentBytes(), this.writer.waitingBytes] : [0, 0];
    const unfinished = this.unfinishedBytes();
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
