import { GraphQLError } from "graphql";
import { CloseCode } from "graphql-ws";
import type { WebSocket } from "ws";
import type { PendingBody } from "../http/requests/pending-bodies.js";
import { maxShortText } from "../limits/turns.js";
import { maxValues, tooManyValues } from "../limits/values.js";
import { closeCodes } from "./close-codes.js";
import { headOf } from "./messages.js";
import { ReadingPause } from "./reading-pause.js";
import { errorMessage } from "./results.js";
import type { WebSocketWriter } from "./writer.js";

// Applies backpressure to clients: messages stay in memory until they are handled, so a socket runs a limited number of
// operations, queues a few more, and then pauses reading.

export interface ReaderOptions {
  /** Maximum number of concurrent operations; reading pauses when as many more are queued. */
  maxOperations: number;
  /** Awaited before each operation, and before a long message is parsed. */
  turn: () => Promise<void>;
  /** Counts the memory of a long message. */
  openShare: () => PendingBody;
  /** Called when handling a message fails unexpectedly; the connection is then closed. */
  onError: (error: unknown) => void;
}

/** Maximum total length of queued messages. */
const maxWaitingLength = 64_000;

const closeCode = 4400;

interface Message {
  readonly text: string;
  /** Its memory, if it is long. */
  readonly share: PendingBody | undefined;
}

type Waiting = Message & { readonly id: string };

export interface OpenSubscription {
  /** Ends it without a message. */
  close(): void;
}

export class WebSocketReader {
  /** Handles a message. Resolves when its operation has ended. */
  handle: (message: string) => Promise<void> = async () => undefined;
  /** Whether the client has the write token. */
  isWriter = false;
  readonly #socket: WebSocket;
  readonly #writer: WebSocketWriter;
  readonly #options: ReaderOptions;
  readonly #pause: ReadingPause;
  readonly #subscriptions: ReadonlyMap<string, OpenSubscription>;
  /** Operations in progress, by id; subscriptions only until delivery starts. */
  readonly #running = new Map<string, AbortController>();
  /** Long messages waiting to be parsed, and all messages after them. */
  #unparsed: Message[] = [];
  #waiting: Waiting[] = [];
  #beginning = false;
  #awaitsRoom = false;

  constructor(
    socket: WebSocket,
    writer: WebSocketWriter,
    subscriptions: ReadonlyMap<string, OpenSubscription>,
    options: ReaderOptions,
  ) {
    this.#socket = socket;
    this.#writer = writer;
    this.#subscriptions = subscriptions;
    this.#options = options;
    this.#pause = new ReadingPause(socket);
  }

  /** Whether reading is paused, including pongs. */
  get paused(): boolean {
    return this.#pause.isActive;
  }

  /** Aborts when the client no longer waits for the result of the operation. */
  signalOf(id: string): AbortSignal {
    return this.#running.get(id)?.signal ?? AbortSignal.abort();
  }

  receive(text: string): void {
    if (!this.#isOpen) return;
    if (text.length <= maxShortText && this.#unparsed.length === 0) this.#read({ text, share: undefined });
    else this.#readInTurn(text);
    if (this.#isFull()) this.#pause.begin();
  }

  #readInTurn(text: string): void {
    const share = text.length > maxShortText ? this.#options.openShare() : undefined;
    try {
      share?.resize(text.length);
    } catch {
      this.#socket.close(
        closeCodes.TOO_MANY_PENDING_BODIES,
        "Too many large messages are pending. Retry later.",
      );
      return;
    }
    this.#unparsed.push({ text, share });
    if (this.#unparsed.length === 1) void this.#readAll();
  }

  async #readAll(): Promise<void> {
    this.#pause.begin();
    for (let next = this.#unparsed[0]; next !== undefined; next = this.#unparsed[0]) {
      if (next.share !== undefined) await this.#options.turn();
      if (!this.#isOpen) return;
      this.#unparsed.shift();
      this.#read(next);
    }
    this.#beginNext();
  }

  #read(message: Message): void {
    const { text, share } = message;
    const { type, id, breach, hasTooManyValues } = headOf(text, this.isWriter);
    if (breach !== undefined) this.#socket.close(closeCode, breach);
    else if (hasTooManyValues) this.#refuse(id);
    else if (type !== "subscribe" || id === undefined) {
      if (type === "complete" && id !== undefined) this.#abort(id);
      this.#handle(text);
    } else if (this.#isTaken(id)) this.#closeForDuplicate(id);
    else {
      this.#enqueue({ ...message, id });
      return;
    }
    share?.close();
  }

  /** Whether the client has an operation with an id that it has not completed. */
  #isTaken(id: string): boolean {
    if (this.#subscriptions.has(id) || this.#waiting.some((waiting) => waiting.id === id)) return true;
    return this.#running.get(id)?.signal.aborted === false;
  }

  /** Refuses an operation whose variables are too large to parse. */
  #refuse(id: string | undefined): void {
    if (id === undefined)
      this.#socket.close(closeCode, "Expected `id` and `type` before `payload` in subscribe");
    else if (this.#isTaken(id)) this.#closeForDuplicate(id);
    else {
      const extensions = { code: "VARIABLES_TOO_LARGE" };
      void this.#writer.send(errorMessage(id, [new GraphQLError(tooManyValues(maxValues), { extensions })]));
    }
  }

  /** Aborts all operations when the connection is closed. */
  close(): void {
    for (const { share } of [...this.#unparsed, ...this.#waiting]) share?.close();
    this.#unparsed = [];
    this.#waiting = [];
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    this.#pause.end();
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#beginNext();
    if (this.#isCrowded()) this.#pause.begin();
  }

  /** Whether the queue is full. */
  #isCrowded(): boolean {
    if (this.#waiting.length > this.#options.maxOperations) return true;
    const length = this.#waiting.reduce((sum, { text }) => sum + text.length, 0);
    return length > maxWaitingLength;
  }

  #abort(id: string): void {
    this.#waiting = this.#waiting.filter((waiting) => {
      if (waiting.id === id) waiting.share?.close();
      return waiting.id !== id;
    });
    this.#running.get(id)?.abort();
    this.#subscriptions.get(id)?.close();
  }

  #beginNext(): void {
    if (this.paused && this.#unparsed.length === 0 && !this.#isCrowded() && !this.#isFull())
      this.#pause.end();
    if (this.#beginning || this.#waiting.length === 0) return;
    if (this.#running.size >= this.#options.maxOperations || this.#isFull()) return;
    this.#beginning = true;
    void this.#options.turn().then(() => {
      this.#beginning = false;
      if (!this.#isOpen) return;
      // An operation that the client has completed keeps its id until it has ended.
      const index = this.#waiting.findIndex(({ id }) => !this.#running.has(id));
      const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (next === undefined) return;
      this.#begin(next);
      this.#beginNext();
    });
  }

  #begin({ id, text, share }: Waiting): void {
    this.#running.set(id, new AbortController());
    this.#handle(text, () => {
      share?.close();
      this.#running.delete(id);
      this.#beginNext();
    });
  }

  #closeForDuplicate(id: string): void {
    // The reason of a close has at most 123 bytes.
    this.#socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id.slice(0, 30)} already exists`);
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #handle(message: string, done: () => void = () => undefined): void {
    this.handle(message).then(done, (error: unknown) => {
      this.#options.onError(error);
      this.#socket.close(closeCodes.INTERNAL_SERVER_ERROR, "Unexpected error.");
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
}
