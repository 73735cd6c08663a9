import { CloseCode } from "graphql-ws";
import type { WebSocket } from "ws";
import { z } from "zod";
import { nestingOf } from "../../nesting.js";
import type { SocketSubscription } from "./subscription.js";
import type { WebSocketWriter } from "./writer.js";

// Applies backpressure to clients: messages stay in memory until they are handled, so a socket runs a limited number of
// operations, queues a few more, and then pauses reading.

export interface ReaderOptions {
  /** Maximum number of concurrent operations; reading pauses when as many more are queued. */
  maxOperations: number;
  /** Awaited before each operation. */
  turn: () => Promise<void>;
  /** Called when handling a message fails unexpectedly; the connection is then closed. */
  onError: (error: unknown) => void;
}

/** Maximum nesting of brackets in a message; deeper messages would overflow the stack. */
const maxNesting = 100;
/** Maximum length of `connection_init`, which is retained as long as the connection. */
const maxInitLength = 8_192;
/** Maximum total length of queued messages. */
const maxWaitingLength = 64_000;
/** Milliseconds between pings while reading is paused, to detect clients that have left. */
const probeIntervalMs = 1_000;

const closeCode = 4400;
const internalErrorCode = 1011;

/** Types that the protocol library takes for a mistake of its own when a client sends them. */
const serverTypes: ReadonlySet<string> = new Set(["connection_ack", "next", "error"]);

const envelope = z.object({ type: z.string(), id: z.string().optional() });

interface Waiting {
  id: string;
  message: string;
}

export class WebSocketReader {
  /** Handles a message. Resolves when its operation has ended. */
  handle: (message: string) => Promise<void> = async () => undefined;
  readonly #socket: WebSocket;
  readonly #writer: WebSocketWriter;
  readonly #options: ReaderOptions;
  readonly #subscriptions: ReadonlyMap<string, SocketSubscription>;
  /** Operations in progress, by id. A subscription is one until its first event can be delivered. */
  readonly #running = new Map<string, AbortController>();
  #waiting: Waiting[] = [];
  #beginning = false;
  #awaitsRoom = false;
  #probe: NodeJS.Timeout | undefined;

  constructor(
    socket: WebSocket,
    writer: WebSocketWriter,
    subscriptions: ReadonlyMap<string, SocketSubscription>,
    options: ReaderOptions,
  ) {
    this.#socket = socket;
    this.#writer = writer;
    this.#subscriptions = subscriptions;
    this.#options = options;
  }

  /** Whether reading is paused, including pongs. */
  get paused(): boolean {
    return this.#probe !== undefined;
  }

  /** Aborts when the client no longer waits for the result of the operation. */
  signalOf(id: string): AbortSignal {
    return this.#running.get(id)?.signal ?? AbortSignal.abort();
  }

  receive(message: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (nestingOf(message, "json", maxNesting) > maxNesting) {
      this.#socket.close(closeCode, `Message nests deeper than ${maxNesting} brackets`);
      return;
    }
    const { type, id } = headOf(message);
    if (type !== undefined && serverTypes.has(type))
      this.#socket.close(closeCode, `Only servers send messages of type ${type}`);
    else if (type === "connection_init" && message.length > maxInitLength)
      this.#socket.close(closeCode, `connection_init has more than ${maxInitLength} characters`);
    else if (type === "subscribe" && id !== undefined && !this.#running.has(id))
      this.#enqueue({ id, message });
    else {
      if (type === "complete" && id !== undefined) this.#abort(id);
      this.#handle(message);
    }
    if (this.#isFull()) this.#pause();
  }

  /** Aborts all operations when the connection is closed. */
  close(): void {
    this.#waiting = [];
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    this.#resume();
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#beginNext();
    if (this.#isCrowded()) this.#pause();
  }

  /** Whether the queue is full. */
  #isCrowded(): boolean {
    if (this.#waiting.length > this.#options.maxOperations) return true;
    const length = this.#waiting.reduce((sum, { message }) => sum + message.length, 0);
    return length > maxWaitingLength;
  }

  #abort(id: string): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    this.#running.get(id)?.abort();
    this.#subscriptions.get(id)?.close();
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
    if (this.#subscriptions.has(id)) {
      this.#socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
      return;
    }
    const running = new AbortController();
    if (!this.#running.has(id)) this.#running.set(id, running);
    this.#handle(message, () => {
      if (this.#running.get(id) !== running) return;
      this.#running.delete(id);
      this.#beginNext();
    });
  }

  #handle(message: string, done: () => void = () => undefined): void {
    this.handle(message).then(done, (error: unknown) => {
      this.#options.onError(error);
      this.#socket.close(internalErrorCode, "Unexpected error.");
      done();
    });
  }

  /** Whether too many bytes are unsent; continues with the queue once they are sent. */
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
    // While nothing is read, only writes reveal that a client has left.
    this.#probe = setInterval(() => this.#socket.ping(), probeIntervalMs);
  }

  #resume(): void {
    if (!this.paused) return;
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#socket.resume();
  }
}

/** Type and id of a message; empty for an invalid one, which graphql-ws rejects. */
function headOf(message: string): Partial<z.output<typeof envelope>> {
  try {
    return envelope.safeParse(JSON.parse(message)).data ?? {};
  } catch {
    return {};
  }
}
