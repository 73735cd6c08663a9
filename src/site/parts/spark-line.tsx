import { count, countOf } from "./numbers.js";

interface Point {
  at: string;
  upvotes: number;
}

const [width, height, inset] = [88, 24, 2];

/** Upvotes over time, as a small picture; nothing if there are fewer than two points. */
export function SparkLine({ points }: { points: readonly Point[] }) {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return null;
  const [start, end] = [Date.parse(first.at), Date.parse(last.at)];
  const low = Math.min(...points.map(({ upvotes }) => upvotes));
  const high = Math.max(...points.map(({ upvotes }) => upvotes));
  const places = points.map(({ at, upvotes }) => [
    place((Date.parse(at) - start) / Math.max(1, end - start), width),
    place(1 - (upvotes - low) / Math.max(1, high - low), height),
  ]);
  const [x = 0, y = 0] = places.at(-1) ?? [];
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`From ${count(first.upvotes)} to ${countOf(last.upvotes, "upvote")}`}
    >
      <polyline points={places.map((each) => each.join(",")).join(" ")} />
      <circle cx={x} cy={y} r="2" />
    </svg>
  );
}

function place(share: number, size: number): number {
  return Math.round((inset + share * (size - 2 * inset)) * 10) / 10;
}
