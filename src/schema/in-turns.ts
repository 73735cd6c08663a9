import { setImmediate as nextTurn } from "node:timers/promises";

/** Items of a list that are put into the response without a turn for other requests in between. */
const maxAtOnce = 250;

/** A list that lets other requests have their turn: thousands of objects would take the event loop for long. */
export async function* inTurns<T>(items: readonly T[] | Promise<readonly T[]>): AsyncGenerator<T> {
  for (const [index, item] of (await items).entries()) {
    if (index > 0 && index % maxAtOnce === 0) await nextTurn();
    yield item;
  }
}
