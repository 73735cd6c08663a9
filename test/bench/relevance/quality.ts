/** Rank of the first right answer, inverted; 0 without one. */
export function reciprocalRank(found: readonly number[], right: ReadonlySet<number>): number {
  const place = found.findIndex((id) => right.has(id));
  return place < 0 ? 0 : 1 / (place + 1);
}

/** Whether a right answer is among the first `size`: 1 or 0. */
export function hit(found: readonly number[], right: ReadonlySet<number>, size: number): number {
  return found.slice(0, size).some((id) => right.has(id)) ? 1 : 0;
}

/** The share of the right answers that is among the first `size`. */
export function recall(found: readonly number[], right: ReadonlySet<number>, size: number): number {
  return found.slice(0, size).filter((id) => right.has(id)).length / right.size;
}

/** Normalized discounted cumulative gain with binary relevance (Järvelin and Kekäläinen, 2002). */
export function ndcg(found: readonly number[], right: ReadonlySet<number>, size: number): number {
  const discount = (place: number) => 1 / Math.log2(place + 2);
  let gained = 0;
  for (const [place, id] of found.slice(0, size).entries()) if (right.has(id)) gained += discount(place);
  let ideal = 0;
  for (let place = 0; place < Math.min(size, right.size); place += 1) ideal += discount(place);
  return gained / ideal;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
