/** Why the server ends a subscription. */
export interface CloseReason {
  code: "SLOW_SUBSCRIBER" | "SERVER_STOPPING" | "INTERNAL_SERVER_ERROR" | FinalCode;
  /** What happened and what to do. */
  message: string;
}

/** The same subscription would fail the same way again. Other subscriptions on its WebSocket continue. */
export type FinalCode = "RESPONSE_TOO_LARGE" | "CURSOR_EXPIRED";

export function isFinal(code: CloseReason["code"]): code is FinalCode {
  return code === "RESPONSE_TOO_LARGE" || code === "CURSOR_EXPIRED";
}

export const closeReasons = {
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
  expired: {
    code: "CURSOR_EXPIRED",
    message:
      "Events expired before they were sent; they are kept for 7 days. Subscribe again without `after`, and query `papers` or `trending` for what you missed.",
  },
  failed: {
    code: "INTERNAL_SERVER_ERROR",
    message: "Unexpected error. Subscribe again with `after` set to your last cursor.",
  },
} as const satisfies Record<string, CloseReason>;
