import { GraphQLError } from "graphql";
import type { Batch } from "../live/batch.js";
import { type CloseReason, isFinal } from "../live/close-reasons.js";
import type { Delivery, TakenSubscription } from "../live/delivery.js";
import type { Sink } from "../live/sink.js";
import { closeCodes } from "./close-codes.js";
import type { WebSocketConnection } from "./connection.js";
import { writeTextFrames } from "./frames.js";
import { errorMessage, nextPrefix } from "./results.js";

const suffix = Buffer.from("}");

/** A running subscription of a WebSocket. A class, to save memory: one exists per subscriber. */
export class SocketSubscription implements Sink {
  readonly connection: WebSocketConnection;
  readonly #id: string;
  /** A string: a small buffer would retain the memory pool that it is part of. */
  readonly #prefix: string;
  readonly #release: () => void;
  #leave: (() => void) | undefined;

  /** Starts delivery. */
  constructor(
    delivery: Delivery,
    connection: WebSocketConnection,
    id: string,
    { subscription, release }: TakenSubscription,
  ) {
    this.connection = connection;
    this.#id = id;
    this.#prefix = nextPrefix(id);
    this.#release = release;
    connection.subscriptions.set(id, this);
    this.#leave = delivery.subscribe(subscription, this);
  }

  /** Ends it without a message. */
  close(): void {
    const { subscriptions } = this.connection;
    if (subscriptions.get(this.#id) !== this) return;
    subscriptions.delete(this.#id);
    this.#leave?.();
    this.#release();
  }

  get sendsCopies(): boolean {
    return true;
  }

  send({ payloads }: Batch): void {
    const { socket, stream } = this.connection;
    // No frame may follow a close frame. Without compression, the library never leaves a frame half written.
    if (socket.readyState === socket.OPEN) writeTextFrames(stream, this.#prefix, payloads, suffix);
  }

  isFull(): boolean {
    const { stream } = this.connection;
    return stream.writableNeedDrain && stream.writableLength > 0;
  }

  whenDrained(callback: () => void): void {
    this.connection.stream.once("drain", callback);
  }

  /** Heartbeats are sent per connection, not per subscription. */
  keepAlive(): void {}

  end({ code, message }: CloseReason): void {
    if (!isFinal(code)) {
      this.connection.close(closeCodes[code], message);
      return;
    }
    // Only this subscription has failed; the connection stays open.
    this.close();
    void this.connection.send(errorMessage(this.#id, [new GraphQLError(message, { extensions: { code } })]));
  }
}
