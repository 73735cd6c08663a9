import { within } from "./abort.js";

/** Wakes up a loop. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings, or has since the last call; or after a time, or when the signal aborts. */
  next(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async next(ms, signal) {
      if (!rung && !signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const onAbort = () => wake?.();
        signal.addEventListener("abort", onAbort, { once: true });
        await within(ms, woken);
        signal.removeEventListener("abort", onAbort);
      }
      rung = false;
    },
  };
}
