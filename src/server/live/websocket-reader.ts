import type { WebSocket } from "ws";
import { z } from "zod";
import { nestingOf } from "../nesting.js";
import type { Turn } from "./turns.js";
import type { WebSocketWriter } from "./websocket-writer.js";

// What a client sends over a WebSocket comes as fast as the network lets it, and stays in memory until it is handled. So a
// socket runs a few operations at once, lets a few more wait, and is not read beyond that: the client waits then. Nor is it
// read while much that was sent to the client is unread.

export interface ReaderOptions {
  /** How many operations run at once; as many more wait, and reading pauses then. */
  maxOperations: number;
  turn: Turn;
  /** Called when handling a message failed unexpectedly. The connection is closed then. */
  onError: (error: unknown) => void;
}

/** Brackets of a message within one another; what is deeper exhausts the stack of what works with it. */
const maxNesting = 100;
/** Characters of what a client says when it connects, which is kept as long as the connection. */
const maxGreeting = 8_192;
/** Characters of messages that wait. */
const maxWaitingLength = 64_000;
/** Milliseconds between two attempts to find out whether a client is there whose messages are not read. */
const probeIntervalMs = 1_000;

const closeCode = 4400;
const internalErrorCode = 1011;

const envelope = z.object({ type: z.string(), id: z.string().optional() });

/** Kept as long as its subscription, and so without the controller, which is large, once that is of no use. */
interface Running {
  controller: AbortController | undefined;
}

interface Waiting {
  id: string;
  message: string;
}

export class WebSocketReader {
  /** Handles a message. Resolves when the operation that it asks for has ended. */
  handle: (message: string) => Promise<void> = async () => undefined;
  readonly #socket: WebSocket;
  readonly #writer: WebSocketWriter;
  readonly #options: ReaderOptions;
  readonly #running = new Map<string, Running>();
  #waiting: Waiting[] = [];
  #beginning = false;
  #awaitsRoom = false;
  #probe: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, writer: WebSocketWriter, options: ReaderOptions) {
    this.#socket = socket;
    this.#writer = writer;
    this.#options = options;
  }

  /** Whether messages are left on the network for now, pongs among them. */
  get paused(): boolean {
    return this.#probe !== undefined;
  }

  /** Aborted when the client no longer waits for the result of its operation. */
  signalOf(id: string): AbortSignal {
    return this.#running.get(id)?.controller?.signal ?? AbortSignal.abort();
  }

  receive(message: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (nestingOf(message, "json", maxNesting) > maxNesting) {
      this.#socket.close(closeCode, `Message nests deeper than ${maxNesting} brackets`);
      return;
    }
    const { type, id } = headOf(message);
    if (type === "connection_init" && message.length > maxGreeting)
      this.#socket.close(closeCode, `connection_init has more than ${maxGreeting} characters`);
    else if (type === "subscribe" && id !== undefined && !this.#running.has(id))
      this.#enqueue({ id, message });
    else {
      if (type === "complete" && id !== undefined) this.#abort(id);
      this.#handle(message);
    }
    if (this.#isFull()) this.#pause();
  }

  /** The operation goes on without work of its own, as subscriptions do: it no longer counts. */
  settled(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.controller = undefined;
    this.#running.delete(id);
    this.#beginNext();
  }

  /** Aborts everything: the connection is gone. */
  close(): void {
    this.#waiting = [];
    for (const { controller } of this.#running.values()) controller?.abort();
    this.#running.clear();
    this.#resume();
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#beginNext();
    if (this.#isCrowded()) this.#pause();
  }

  /** Whether enough waits. */
  #isCrowded(): boolean {
    if (this.#waiting.length > this.#options.maxOperations) return true;
    const length = this.#waiting.reduce((sum, { message }) => sum + message.length, 0);
    return length > maxWaitingLength;
  }

  #abort(id: string): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    this.#running.get(id)?.controller?.abort();
  }

  #beginNext(): void {
    if (this.paused && !this.#isCrowded() && !this.#isFull()) this.#resume();
    if (this.#beginning || this.#waiting.length === 0) return;
    if (this.#running.size >= this.#options.maxOperations || this.#isFull()) return;
    this.#beginning = true;
    void this.#options.turn().then(() => {
      this.#beginning = false;
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      const next = this.#waiting.shift();
      if (next) this.#begin(next);
      this.#beginNext();
    });
  }

  #begin({ id, message }: Waiting): void {
    const running: Running = { controller: new AbortController() };
    if (!this.#running.has(id)) this.#running.set(id, running);
    this.#handle(message, () => {
      if (this.#running.get(id) === running) this.settled(id);
    });
  }

  #handle(message: string, done: () => void = () => undefined): void {
    this.handle(message).then(done, (error: unknown) => {
      this.#options.onError(error);
      this.#socket.close(internalErrorCode, "Unexpected error.");
      done();
    });
  }

  /** Whether responses wait to be read; goes on when they were. */
  #isFull(): boolean {
    if (!this.#writer.isFull()) return false;
    if (!this.#awaitsRoom) {
      this.#awaitsRoom = true;
      this.#writer.whenRoom(() => {
        this.#awaitsRoom = false;
        this.#beginNext();
      });
    }
    return true;
  }

  #pause(): void {
    if (this.paused) return;
    this.#socket.pause();
    // A client that has left is noticed by writing only, as long as nothing is read.
    this.#probe = setInterval(() => this.#socket.ping(), probeIntervalMs);
  }

  #resume(): void {
    if (!this.paused) return;
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#socket.resume();
  }
}

/** What a message is; nothing for one that the protocol does not know, which refuses it. */
function headOf(message: string): Partial<z.output<typeof envelope>> {
  try {
    return envelope.safeParse(JSON.parse(message)).data ?? {};
  } catch {
    return {};
  }
}
