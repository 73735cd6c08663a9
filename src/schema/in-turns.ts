import { setImmediate as nextTurn } from "node:timers/promises";

/** Maximum number of list items resolved without yielding to other requests. */
const maxAtOnce = 250;

/** Yields the event loop to other requests while a long list is resolved. */
export async function* inTurns<T>(items: Promise<readonly T[]>): AsyncGenerator<T> {
  for (const [index, item] of (await items).entries()) {
    if (index > 0 && index % maxAtOnce === 0) await nextTurn();
    yield item;
  }
}
