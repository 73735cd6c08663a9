/** Milliseconds of work between two looks at other events. */
const sliceMs = 5;

/** Resolves in order, a few at once, and lets requests of other clients be served in between. */
export type Turn = () => Promise<void>;

/** Takes turns with everything else that the event loop has to do. */
export function createTurns(): Turn {
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const run = async () => {
    const until = performance.now() + sliceMs;
    for (let next = waiting.shift(); next; next = performance.now() < until ? waiting.shift() : undefined) {
      next();
      // What waited does its work in microtasks.
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
