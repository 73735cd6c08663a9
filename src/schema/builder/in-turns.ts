import { setImmediate as nextTurn } from "node:timers/promises";

/** Maximum number of items resolved without yielding to other requests. */
const chunkSize = 250;

/**
 * Resolves a long list in chunks, so that it does not block the event loop. Returns an array of promises, because the executor
 * handles a rejected item of an async iterable only at the end.
 *
 * @param signal aborts when the list is no longer needed. The executor has then rejected the result but would still create an
 * error per remaining item, so these never settle.
 */
export async function inTurns<T>(
  items: readonly T[] | Promise<readonly T[]>,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Promise<T>[]> {
  let turn = Promise.resolve();
  const next = async () => {
    await nextTurn();
    // A new promise that nothing refers to, so that it can be collected.
    if (signal?.aborted) await new Promise<never>(() => undefined);
  };
  return (await items).map((item, index) => {
    if (index > 0 && index % chunkSize === 0) turn = turn.then(next);
    return turn.then(() => item);
  });
}
