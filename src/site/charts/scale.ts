/** With one decimal: addresses of pixels need no more. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The end of an axis that begins at 0: the smallest of 1, 2, 4, 6, 8, 10, 20, … that is not below the maximum. */
export function axisEnd(max: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, max)));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((end) => end >= max) ?? 10 * power;
}

/** Up to `most` indexes at equal distances, from the first on: those of the labels of an axis. */
export function labelled(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
