import type { Batch } from "./batch.js";

/** Why a server ends a subscription that its client did not end. */
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
    message: "Nothing was read for too long. Subscribe again with `after` set to your last cursor.",
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
  /** Bytes that were written and that the operating system has not taken yet. */
  unsentBytes(): number;
  /** Closes it at once and drops what is unsent. */
  cut(): void;
}

/** The server's end of one client's subscription. */
export interface Outlet {
  readonly connection: Connection;
  /** Whether what is unsent is the buffers of batches, or a copy of them that only this connection has. */
  readonly sendsCopies: boolean;
  send(batch: Batch): void;
  /** Whether more than fits is on its way to the client, so that it is better to wait. */
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenDrained(callback: () => void): void;
  /** Says that the connection lives; ends it where it does not. */
  beat(): void;
  end(ending: Ending): void;
}
