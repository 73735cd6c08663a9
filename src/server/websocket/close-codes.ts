import type { CloseReason, FinalCode } from "../live/close-reasons.js";

/** Close codes. graphql-ws clients reconnect automatically after the first three. */
export const closeCodes = {
  SLOW_SUBSCRIBER: 1013,
  TOO_MANY_PENDING_BODIES: 1013,
  SERVER_STOPPING: 1012,
  INTERNAL_SERVER_ERROR: 1011,
  TOO_MANY_CONTROL_FRAMES: 1008,
} as const satisfies Record<Exclude<CloseReason["code"], FinalCode>, number> & Record<string, number>;
