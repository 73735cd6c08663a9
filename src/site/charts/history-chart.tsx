import { dayText } from "../parts/dates.js";
import { count } from "../parts/numbers.js";
import { GridLine } from "./axes.js";
import { round } from "./scale.js";

interface Point {
  readonly at: string;
  readonly upvotes: number;
}

const [width, height] = [300, 120];
const inset = { top: 10, right: 6, bottom: 20, left: 34 };

/** Upvotes over time. The numbers are in a table, too, that unfolds. */
export function HistoryChart({ points }: { points: readonly Point[] }) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (points.length < 2)
    return <p class="hint">Observed once, on {dayText(first.at)}: a chart needs a second observation.</p>;
  const [start, end] = [Date.parse(first.at), Date.parse(last.at)];
  const high = Math.max(...points.map(({ upvotes }) => upvotes), 1);
  const x = (at: string) =>
    round(
      inset.left + ((Date.parse(at) - start) / Math.max(1, end - start)) * (width - inset.left - inset.right),
    );
  const y = (upvotes: number) =>
    round(height - inset.bottom - (upvotes / high) * (height - inset.top - inset.bottom));
  const line = points.map(({ at, upvotes }) => `${x(at)},${y(upvotes)}`).join(" ");
  return (
    <figure class="history">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby="history-title">
        <title id="history-title">{`Upvotes from ${dayText(first.at)} to ${dayText(last.at)}: from ${count(first.upvotes)} to ${count(last.upvotes)}`}</title>
        {[0, high].map((value) => (
          <GridLine key={value} value={value} y={y(value)} left={inset.left} right={width - inset.right} />
        ))}
        <polygon points={`${x(first.at)},${y(0)} ${line} ${x(last.at)},${y(0)}`} />
        <polyline points={line} />
        <circle cx={x(last.at)} cy={y(last.upvotes)} r="2.5" />
        <text x={inset.left} y={height - 5}>
          {dayText(first.at)}
        </text>
        <text x={width - inset.right} y={height - 5} text-anchor="end">
          {dayText(last.at)}
        </text>
      </svg>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Upvotes</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ at, upvotes }) => (
              <tr key={at}>
                <td>{dayText(at)}</td>
                <td>{count(upvotes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
