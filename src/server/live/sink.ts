import type { Batch } from "./batch.js";
import type { CloseReason } from "./close-reasons.js";

/** A connection, which several subscriptions may share. */
export interface Connection {
  readonly closed: boolean;
  /** Bytes written that the operating system has not accepted yet. */
  unsentBytes(): number;
  /** Closes it immediately and discards unsent bytes. */
  cut(): void;
}

/** The server's end of one client's subscription. */
export interface Sink {
  readonly connection: Connection;
  /** Whether unsent bytes are copies held by this connection only, rather than the shared buffers of batches. */
  readonly sendsCopies: boolean;
  send(batch: Batch): void;
  /** Whether the send buffer is full. */
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenDrained(callback: () => void): void;
  /** Sends a heartbeat; closes a dead connection. */
  keepAlive(): void;
  end(reason: CloseReason): void;
}
