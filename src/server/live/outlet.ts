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
  /** Whether more than fits is on its way to the client, so that it is better to wait. */
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenDrained(callback: () => void): void;
  /** Says that the connection lives; ends it where it does not. */
  beat(): void;
  end(ending: Ending): void;
}
