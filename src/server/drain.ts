import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Readiness } from "./health.js";

/** Takes a server out of service: load balancers that read `/ready` learn of it before the port closes. */
export interface Drain {
  /** For `/ready`. */
  readonly readiness: () => Promise<Readiness>;
  /** For the server's `request` and `checkContinue` events, before anything answers: connections close after their response while draining. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether somebody reads `/ready`. */
  isWatched(): boolean;
  /** From now on `/ready` answers 503. Resolves after the delay; at once when nobody reads `/ready`, or the signal aborts. */
  begin(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** Load balancers read `/ready` every few seconds; after a minute without, there is none. */
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
      if (isWatched()) await delay(delayMs, undefined, { signal }).catch(() => undefined);
    },
  };
}
