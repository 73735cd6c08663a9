export interface Link {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

const rounds = 240;

/**
 * Places of the nodes of a small graph, within -1 and 1: links pull, all nodes push each other away (Fruchterman and Reingold, 1991).
 * The same graph always has the same places.
 */
export function layOut(count: number, links: readonly Link[]): Place[] {
  if (count === 1) return [{ x: 0, y: 0 }];
  // A spiral: equal distances, and no two nodes in line.
  const golden = Math.PI * (3 - Math.sqrt(5));
  const xs = Array.from({ length: count }, (_, i) => Math.sqrt((i + 0.5) / count) * Math.cos(i * golden));
  const ys = Array.from({ length: count }, (_, i) => Math.sqrt((i + 0.5) / count) * Math.sin(i * golden));
  const ideal = 1.6 / Math.sqrt(count);
  for (let round = 0; round < rounds; round += 1) {
    const [dx, dy] = [new Float64Array(count), new Float64Array(count)];
    const move = (i: number, j: number, strength: (distance: number) => number) => {
      const [x, y] = [(xs[i] ?? 0) - (xs[j] ?? 0), (ys[i] ?? 0) - (ys[j] ?? 0)];
      const distance = Math.max(1e-6, Math.hypot(x, y));
      const force = strength(distance) / distance;
      dx[i] = (dx[i] ?? 0) + x * force;
      dy[i] = (dy[i] ?? 0) + y * force;
      dx[j] = (dx[j] ?? 0) - x * force;
      dy[j] = (dy[j] ?? 0) - y * force;
    };
    for (let i = 0; i < count; i += 1)
      for (let j = i + 1; j < count; j += 1) move(i, j, (distance) => (ideal * ideal) / distance);
    for (const { source, target, weight } of links)
      move(
        source,
        target,
        (distance) => (-distance * distance * Math.min(3, 1 + Math.log2(weight))) / (2 * ideal),
      );
    const limit = 0.15 * (1 - round / rounds);
    for (let i = 0; i < count; i += 1) {
      // A weak pull to the middle keeps parts without links in view.
      const [x, y] = [(dx[i] ?? 0) - 0.3 * (xs[i] ?? 0), (dy[i] ?? 0) - 0.3 * (ys[i] ?? 0)];
      const length = Math.max(1e-9, Math.hypot(x, y));
      xs[i] = (xs[i] ?? 0) + (x / length) * Math.min(length, limit);
      ys[i] = (ys[i] ?? 0) + (y / length) * Math.min(length, limit);
    }
  }
  const [fitX, fitY] = [fitted(xs), fitted(ys)];
  return Array.from({ length: count }, (_, i) => ({ x: fitX(xs[i] ?? 0), y: fitY(ys[i] ?? 0) }));
}

function fitted(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const half = Math.max(1e-9, (high - low) / 2);
  return (value) => Math.max(-1, Math.min(1, (value - low) / half - 1));
}
