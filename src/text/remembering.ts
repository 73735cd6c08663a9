/** Characters of all texts that one function remembers: some of the longest that clients can send. */
const maxCharacters = 500_000;

/**
 * A pure function that remembers its results for the last texts: a request repeats the same text in its aliases, counts
 * and pages.
 *
 * @param size maximum number of texts
 */
export function remembering<Value>(size: number, compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  let characters = 0;
  return (text) => {
    if (known.has(text)) return known.get(text) as Value;
    // A copy: a part of a request would retain the whole.
    const own = structuredClone(text);
    const value = compute(own);
    known.set(own, value);
    characters += own.length;
    for (const oldest of known.keys()) {
      if (known.size <= size && characters <= maxCharacters) break;
      known.delete(oldest);
      characters -= oldest.length;
    }
    return value;
  };
}
