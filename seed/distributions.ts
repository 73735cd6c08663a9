/** Maps a uniform fraction (0 inclusive to 1 exclusive) to a value of a distribution. */
export type Distribution = (fraction: number) => number;

/** Quantile function from share 0 to share 1: `[0.5, 7]` means that half have 7 or less. */
export type Quantiles = readonly (readonly [share: number, value: number])[];

/**
 * Whole numbers with the given quantiles, interpolated geometrically for heavy tails. Uses a table of 65,536 steps, so that the
 * largest value occurs about once in as many.
 */
export function fromQuantiles(quantiles: Quantiles): Distribution {
  const steps = 65_536;
  const table = new Uint32Array(steps);
  let above = 1;
  for (let step = 0; step < steps; step++) {
    const share = step / (steps - 1);
    while ((quantiles[above]?.[0] ?? 1) < share) above++;
    const [lowShare, low] = quantiles[above - 1] ?? [0, 0];
    const [highShare, high] = quantiles[above] ?? [1, low];
    const way = (share - lowShare) / (highShare - lowShare);
    table[step] = Math.round((low + 1) * ((high + 1) / (low + 1)) ** way - 1);
  }
  return (fraction) => table[Math.floor(fraction * steps)] ?? 0;
}

/**
 * Zipf–Mandelbrot distribution of ranks from 0 to `size` − 1: rank r has a frequency proportional to (r + 1 + flat)^−exponent.
 * Inverts the continuous form, which has a closed-form solution.
 *
 * @param exponent above 0, not 1
 */
export function zipf(size: number, exponent: number, flat = 0): Distribution {
  const power = 1 - exponent;
  const start = (1 + flat) ** power;
  const span = (size + 1 + flat) ** power - start;
  return (fraction) => Math.min(size - 1, Math.floor((start + fraction * span) ** (1 / power) - 1 - flat));
}

/** Indexes of `weights`, with frequencies proportional to them. */
export function weighted(weights: readonly number[]): Distribution {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (const [index, weight] of weights.entries()) {
    total += weight;
    sums[index] = total;
  }
  return (fraction) => firstAbove(sums, fraction * total);
}

/** Binary search for the index of the first of the ascending `sums` greater than `value`; the last index if all are smaller. */
export function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
