import type { Batch } from "./batch.js";

/** Why a server ends a subscription that its client did not end. */
export interface Ending {
  code: "SLOW_SUBSCRIBER" | "SERVER_STOPPING" | "INTERNAL_SERVER_ERROR";
  /** For people: what happened and what to do. */
  message: string;
}

export const endings = {
  slow: {
    code: "SLOW_SUBSCRIBER",
    message: "Too many events wait to be read. Subscribe again with `after` set to your last cursor.",
  },
  stalled: {
    code: "SLOW_SUBSCRIBER",
    message: "Nothing was read for too long. Subscribe again with `after` set to your last cursor.",
  },
  stopping: {
    code: "SERVER_STOPPING",
    message: "The server stops. Subscribe again with `after` set to your last cursor.",
  },
  failed: {
    code: "INTERNAL_SERVER_ERROR",
    message: "Unexpected error. Subscribe again with `after` set to your last cursor.",
  },
} as const satisfies Record<string, Ending>;

/** The server's end of one client's subscription. */
export interface Outlet {
  send(batch: Batch): void;
  /** Whether more than fits is on its way to the client, so that it is better to wait. */
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenDrained(callback: () => void): void;
  /** Says that the connection lives; ends it where it does not. */
  beat(): void;
  end(ending: Ending): void;
}
