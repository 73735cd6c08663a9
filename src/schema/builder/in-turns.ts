import { setImmediate as nextTurn } from "node:timers/promises";

/** Items of a list that are put into the response without a turn for other requests in between. */
const maxAtOnce = 250;

/**
 * A list that lets other requests have their turn: thousands of objects would take the event loop for long. Its items are
 * promises that are all there at once: of an async iterable, the executor handles a rejected item only at the end.
 */
export async function inTurns<T>(items: readonly T[] | Promise<readonly T[]>): Promise<Promise<T>[]> {
  let turn = Promise.resolve();
  return (await items).map((item, index) => {
    if (index > 0 && index % maxAtOnce === 0) turn = turn.then(() => nextTurn());
    return turn.then(() => item);
  });
}
