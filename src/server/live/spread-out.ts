/** Preferred number of calls per batch. */
const batchSize = 50;
/** Minimum milliseconds between batches. */
const minIntervalMs = 10;

/** Calls functions in order, in batches spread evenly over `overMs` milliseconds; all at once if 0. */
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
