import { PayloadTooLarge } from "../answering.js";
import { type Connection, type Ending, endings } from "../outlet.js";
import type { Turn } from "../turns.js";

/** What every channel is given. */
export interface ChannelOptions {
  /** How many bytes may wait for a subscriber. */
  maxSubscriberBytes: number;
  /** Awaited before much is made at once, so that other clients are served in between. */
  turn: Turn;
  /** To be called when bytes began to wait for subscribers. */
  onQueued: (bytes: number) => void;
  /** To be called with the connection of a subscriber that was ended. */
  onEnded: (connection: Connection) => void;
  onError: (error: unknown) => void;
  /** Called when the last subscriber has left. */
  onDeserted: () => void;
}

/** What subscribers are told when their channel fails. Only an error that the client did not cause is reported. */
export function endingOf(error: unknown, onError: (error: unknown) => void): Ending {
  if (error instanceof PayloadTooLarge) return { code: "RESPONSE_TOO_LARGE", message: error.message };
  onError(error);
  return endings.failed;
}
