import { LruCache } from "../../domain/values/lru-cache.js";

/** Number of remembered texts, and their maximum length: most clients send the same few headers. */
const [maxTexts, maxLength] = [1_000, 200];

/** A pure function of short texts that remembers its results. */
export function remembering<Result>(compute: (text: string) => Result): (text: string) => Result {
  const known = new LruCache<{ readonly result: Result }>(maxTexts, () => 1);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = compute(text);
    if (text.length <= maxLength) known.set(text, { result });
    return result;
  };
}
