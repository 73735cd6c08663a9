/**
 * A pure function that remembers its results for the last texts: a request repeats the same text in its aliases, counts
 * and pages.
 *
 * @param size number of texts
 */
export function remembering<Value>(size: number, compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    if (known.has(text)) return known.get(text) as Value;
    const value = compute(text);
    known.set(text, value);
    const [oldest] = known.keys();
    if (known.size > size && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
