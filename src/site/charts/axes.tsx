import { count } from "../parts/numbers.js";
import { axisEnd, labelled, round } from "./scale.js";

/** Space around the plot. */
const inset = { top: 8, right: 8, bottom: 22, left: 40 };

/** Where values of periods are in a chart: periods from left to right, values from 0 up. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  middle(index: number): number;
  readonly step: number;
  y(value: number): number;
  readonly end: number;
}

export function plotOf(width: number, height: number, periods: number, max: number): Plot {
  const end = axisEnd(max);
  const step = (width - inset.left - inset.right) / Math.max(1, periods);
  return {
    width,
    height,
    step,
    end,
    middle: (index) => round(inset.left + (index + 0.5) * step),
    y: (value) => round(height - inset.bottom - (value / end) * (height - inset.top - inset.bottom)),
  };
}

/** Lines at 0, the middle and the end of the values, and labels of some periods. */
export function Axes({ plot, labels }: { plot: Plot; labels: readonly string[] }) {
  const { width, height, y, end } = plot;
  const values = end >= 2 && end % 2 === 0 ? [0, end / 2, end] : [0, end];
  return (
    <>
      {values.map((value) => (
        <GridLine key={value} value={value} y={y(value)} left={inset.left} right={width - inset.right} />
      ))}
      {labelled(labels.length, 7).map((index) => (
        <text key={index} x={Math.min(plot.middle(index), width - 30)} y={height - 6} text-anchor="middle">
          {labels[index]}
        </text>
      ))}
    </>
  );
}

interface GridLineProps {
  value: number;
  y: number;
  left: number;
  right: number;
}

/** A line at a value, with the value to its left. */
export function GridLine({ value, y, left, right }: GridLineProps) {
  return (
    <g>
      <line class="grid" x1={left} x2={right} y1={y} y2={y} />
      <text x={left - 6} y={y} text-anchor="end" dominant-baseline="middle">
        {count(value)}
      </text>
    </g>
  );
}
