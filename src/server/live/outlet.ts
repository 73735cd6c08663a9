import type { Batch } from "./batch.js";

/** Why the server ends a subscription. */
export interface Ending {
  code: "SLOW_SUBSCRIBER" | "SERVER_STOPPING" | "RESPONSE_TOO_LARGE" | "INTERNAL_SERVER_ERROR";
  /** What happened and what to do. */
  message: string;
}

export const endings = {
  slow: {
    code: "SLOW_SUBSCRIBER",
    message: "Subscriber fell too far behind. Subscribe again with `after` set to your last cursor.",
  },
  stalled: {
    code: "SLOW_SUBSCRIBER",
    message: "Subscriber read nothing for too long. Subscribe again with `after` set to your last cursor.",
  },
  stopping: {
    code: "SERVER_STOPPING",
    message: "Server is shutting down. Subscribe again with `after` set to your last cursor.",
  },
  failed: {
    code: "INTERNAL_SERVER_ERROR",
    message: "Unexpected error. Subscribe again with `after` set to your last cursor.",
  },
} as const satisfies Record<string, Ending>;

/** A connection, which several subscriptions may share. */
export interface Connection {
  readonly closed: boolean;
  /** Bytes written that the operating system has not accepted yet. */
  unsentBytes(): number;
  /** Closes it immediately and discards unsent bytes. */
  cut(): void;
}

/** The server's end of one client's subscription. */
export interface Outlet {
  readonly connection: Connection;
  /** Whether unsent bytes are copies held by this connection only, rather than the shared buffers of batches. */
  readonly sendsCopies: boolean;
  send(batch: Batch): void;
  /** Whether the send buffer is full. */
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenDrained(callback: () => void): void;
  /** Sends a heartbeat; closes a dead connection. */
  beat(): void;
  end(ending: Ending): void;
}
