import { PayloadTooLarge } from "../answering.js";
import { type CloseReason, closeReasons } from "../close-reasons.js";
import type { Connection } from "../sink.js";

/** Options common to all channels. */
export interface ChannelOptions {
  /** Maximum pending bytes per subscriber. */
  maxSubscriberBytes: number;
  /** Awaited before heavy work, so that other clients are served in between. */
  turn: () => Promise<void>;
  /** Call when bytes were queued for subscribers. */
  onQueued: (bytes: number) => void;
  /** Call with the connection of a subscriber that was ended. */
  onEnded: (connection: Connection) => void;
  onError: (error: unknown) => void;
  /** Called when the last subscriber has left. */
  onEmpty: () => void;
}

/** The client that pays for missed events, and its price of one, in cost units; 0 for a client without a budget. */
export interface Payer {
  readonly client: string;
  readonly cost: number;
}

/** Charges a client for missed events, even beyond its budget. @returns the budget, if there is a limit */
export type Debit = (
  client: string,
  units: number,
) => Promise<{ readonly remaining: number; readonly resetMs: number } | undefined>;

/** The reason sent to subscribers when their channel fails. Reports only errors that the client did not cause. */
export function closeReasonOf(error: unknown, onError: (error: unknown) => void): CloseReason {
  if (error instanceof PayloadTooLarge) return { code: "RESPONSE_TOO_LARGE", message: error.message };
  if (areExpired(error)) return closeReasons.expired;
  onError(error);
  return closeReasons.failed;
}

/** Whether events to be read have been deleted; `events/log.ts`. */
function areExpired(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EVENTS_EXPIRED";
}
