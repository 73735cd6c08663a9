import { LruCache } from "./lru-cache.js";

/** Characters of all texts that one function remembers: some of the longest that clients can send. */
const maxCharacters = 500_000;

/**
 * A pure function that remembers its results for the last texts: a request repeats the same text in its aliases, counts
 * and pages.
 *
 * @param size maximum number of texts
 */
export function remembering<Value>(size: number, compute: (text: string) => Value): (text: string) => Value {
  const known = new LruCache<{ readonly value: Value }>(maxCharacters, (_, text) => text.length, size);
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.value;
    // A copy: a part of a request would retain the whole.
    const own = structuredClone(text);
    const value = compute(own);
    known.set(own, { value });
    return value;
  };
}
