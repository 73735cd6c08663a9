/** Resolves in call order, one per turn of the event loop, so that requests of other clients are served in between. */
export type Turn = () => Promise<void>;

/** Takes turns with everything else that the event loop has to do. */
export function createTurns(): Turn {
  const waiting: (() => void)[] = [];
  const run = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(run);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(run);
    });
}
