import type { IncomingMessage, ServerResponse } from "node:http";
import { pause } from "../async/abort.js";
import type { Readiness } from "./health.js";

/** Takes a server out of service: load balancers polling `/ready` notice before the port closes. */
export interface Drain {
  /** Readiness for `/ready`; not ready while draining. */
  readonly readiness: () => Promise<Readiness>;
  /** For the server's `request` and `checkContinue` events, before anything answers: connections close after their response while draining. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether `/ready` was polled recently. */
  isWatched(): boolean;
  /** Makes `/ready` answer 503. Resolves after the delay, or immediately if `/ready` is not polled or the signal aborts. */
  begin(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** Load balancers poll `/ready` every few seconds; after a minute without a poll, none is watching. */
const watchedForMs = 60_000;

export function createDrain(readiness: () => Promise<Readiness>): Drain {
  let draining = false;
  let lastRead = Number.NEGATIVE_INFINITY;
  const isWatched = () => performance.now() - lastRead < watchedForMs;
  return {
    async readiness() {
      lastRead = performance.now();
      return draining ? { ready: false, reason: "The server is shutting down." } : readiness();
    },
    onRequest(_request, response) {
      if (draining) response.shouldKeepAlive = false;
    },
    isWatched,
    async begin(delayMs, signal) {
      draining = true;
      if (isWatched()) await pause(delayMs, signal);
    },
  };
}
