import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between looks. */
const intervalMs = 5;

/** Waits until a condition holds. @throws Error with the failure after a time */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { seconds, failure }: { seconds: number; failure: string | (() => string) },
): Promise<void> {
  for (const deadline = performance.now() + seconds * 1_000; !(await holds()); await delay(intervalMs))
    if (performance.now() > deadline) throw new Error(typeof failure === "string" ? failure : failure());
}
