import { pause } from "./abort.js";

/** Exponential backoff: delays that double from `firstMs` to `maxMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
  /** From 0 to 1; defaults to `Math.random`. */
  readonly random?: () => number;
}

/**
 * The delay after a number of consecutive failures. Equal jitter reduces it by up to half, so that processes that failed
 * together do not retry in lockstep.
 */
export function backoffMs({ firstMs, maxMs, random = Math.random }: Backoff, failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), maxMs) * (0.5 + random() / 2);
}

export interface RetryOptions extends Backoff {
  readonly signal: AbortSignal;
  /** Called before each delay, with the number of consecutive failures. Throws to end the retries. */
  readonly onError: (error: unknown, failures: number) => void;
  /** Minimum delay after an error, such as one requested by a server. */
  readonly minDelayMs?: (error: unknown) => number | undefined;
}

/**
 * Runs `work` until it succeeds.
 *
 * @param work long-running work calls `recovered` once it has made progress: the delays start over
 * @returns undefined if the signal aborts first; errors of aborted work are ignored
 * @throws what `onError` throws
 */
export async function retry<T>(
  work: (recovered: () => void) => Promise<T>,
  { signal, onError, minDelayMs, ...backoff }: RetryOptions,
): Promise<T | undefined> {
  let failures = 0;
  const recovered = () => {
    failures = 0;
  };
  while (!signal.aborted) {
    try {
      return await work(recovered);
    } catch (error) {
      if (signal.aborted) break;
      failures += 1;
      onError(error, failures);
      await pause(Math.max(minDelayMs?.(error) ?? 0, backoffMs(backoff, failures)), signal);
    }
  }
  return undefined;
}
