/** Why the server ends a subscription. */
export interface CloseReason {
  code: "SLOW_SUBSCRIBER" | "SERVER_STOPPING" | "RESPONSE_TOO_LARGE" | "INTERNAL_SERVER_ERROR";
  /** What happened and what to do. */
  message: string;
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
  failed: {
    code: "INTERNAL_SERVER_ERROR",
    message: "Unexpected error. Subscribe again with `after` set to your last cursor.",
  },
} as const satisfies Record<string, CloseReason>;
