import { setImmediate as nextTurn } from "node:timers/promises";

/** Items of a list that are put into the response without a turn for other requests in between. */
const maxAtOnce = 250;

/**
 * A list that lets other requests have their turn: thousands of objects would take the event loop for long. Its items are
 * promises that are all there at once: of an async iterable, the executor handles a rejected item only at the end.
 *
 * @param signal aborts when nobody waits for the list any more. The executor has then rejected the whole result, and would still
 * make an error of each item that comes or rejects; so the rest never comes.
 */
export async function inTurns<T>(
  items: readonly T[] | Promise<readonly T[]>,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Promise<T>[]> {
  let turn = Promise.resolve();
  const next = async () => {
    await nextTurn();
    // A promise of its own, so that nothing refers to it.
    if (signal?.aborted) await new Promise<never>(() => undefined);
  };
  return (await items).map((item, index) => {
    if (index > 0 && index % maxAtOnce === 0) turn = turn.then(next);
    return turn.then(() => item);
  });
}
