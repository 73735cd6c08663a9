/** How many are done at once, however many there are. */
const batchSize = 50;
/** Milliseconds between two batches at least. */
const minIntervalMs = 10;

/** Does things in order: a few at once, many spread evenly over a time. @param overMs milliseconds; 0 for all at once */
export function spreadOut(work: readonly (() => void)[], overMs: number): void {
  const batches = Math.max(
    1,
    Math.min(Math.ceil(work.length / batchSize), Math.floor(overMs / minIntervalMs)),
  );
  const size = Math.ceil(work.length / batches);
  const next = (from: number) => {
    for (const each of work.slice(from, from + size)) each();
    if (from + size < work.length) setTimeout(next, overMs / batches, from + size);
  };
  next(0);
}
