/** Maximum milliseconds of work before the event loop handles other events. */
const sliceMs = 5;

/** Resolves in call order, yielding to the event loop in between. */
export type Turn = () => Promise<void>;

/** Creates a queue of turns for heavy work on the event loop. */
export function createTurns(): Turn {
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const run = async () => {
    const until = performance.now() + sliceMs;
    for (let next = waiting.shift(); next; next = performance.now() < until ? waiting.shift() : undefined) {
      next();
      // The waiter's work runs in microtasks.
      await undefined;
    }
    scheduled = waiting.length > 0;
    if (scheduled) setImmediate(run);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (scheduled) return;
      scheduled = true;
      setImmediate(run);
    });
}
