import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** Unsent bytes beyond which no operations start on a connection and reading pauses. */
const maxUnsentBytes = 256_000;
/** Memory overhead of a pending write, in bytes. */
const bytesPerWrite = 512;

/** Writes messages to a WebSocket, and tracks those that the client has not read. */
export class WebSocketWriter {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  /** Called with the number of bytes queued. */
  readonly #onQueued: (bytes: number) => void;
  #writes = 0;
  #resultBytes = 0;
  #awaitsDrain = false;
  #owesPong = false;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket, stream: Duplex, onQueued: (bytes: number) => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#onQueued = onQueued;
  }

  /** Bytes in memory outside of the stream: waiting results and the overhead of writes. */
  get waitingBytes(): number {
    return this.#resultBytes + bytesPerWrite * this.#writes;
  }

  isFull(): boolean {
    return this.#stream.writableLength + bytesPerWrite * this.#writes > maxUnsentBytes;
  }

  /** Calls back once, when there is room, or the connection is closed. */
  whenRoom(callback: () => void): void {
    this.#waiting.push(callback);
    this.#awaitDrain();
  }

  /** Resolves when the operating system has accepted the message. */
  send(message: string | Buffer): Promise<void> {
    this.#writes += 1;
    return new Promise((resolve) => {
      this.#socket.send(message, { binary: false }, () => {
        this.#writes -= 1;
        resolve();
        this.#wake();
      });
    });
  }

  /**
   * Sends a result when there is room: at most one exceeds the limit, and the others count as waiting. Resolves when the
   * operating system has accepted it, or it is no longer wanted.
   */
  async sendResult(message: Buffer, isWanted: () => boolean): Promise<void> {
    if (this.isFull()) await this.#untilRoom(message.length);
    if (!isWanted() || !this.#isOpen) return;
    const taken = this.send(message);
    const { writableLength } = this.#stream;
    if (writableLength > 0) this.#onQueued(writableLength);
    await taken;
  }

  /** Sends a pong; a single one without payload for all pings received while the connection is full. */
  pong(payload: string | undefined): void {
    if (!this.isFull()) {
      void this.send(payload === undefined ? '{"type":"pong"}' : `{"type":"pong","payload":${payload}}`);
      return;
    }
    if (this.#owesPong) return;
    this.#owesPong = true;
    this.whenRoom(() => {
      this.#owesPong = false;
      if (this.#isOpen) this.pong(undefined);
    });
  }

  /** Releases waiting callers when the connection is closed. */
  release(): void {
    for (const callback of this.#waiting.splice(0)) callback();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  async #untilRoom(bytes: number): Promise<void> {
    this.#resultBytes += bytes;
    this.#onQueued(bytes);
    while (this.#isOpen && this.isFull()) await new Promise<void>((resolve) => this.whenRoom(resolve));
    this.#resultBytes -= bytes;
  }

  /** Subscriptions bypass the writer, so only the stream knows of their writes. */
  #awaitDrain(): void {
    if (this.#awaitsDrain || !this.#stream.writableNeedDrain) return;
    this.#awaitsDrain = true;
    this.#stream.once("drain", () => {
      this.#awaitsDrain = false;
      this.#wake();
    });
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    if (this.#isOpen && this.isFull()) this.#awaitDrain();
    else this.release();
  }
}
