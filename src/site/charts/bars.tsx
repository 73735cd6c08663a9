import { count } from "../parts/numbers.js";
import { Axes, plotOf } from "./axes.js";
import { Frame } from "./frame.js";
import { round } from "./scale.js";

export interface Bar {
  /** The period: `2025`, `Jul 2025`. */
  readonly label: string;
  readonly value: number;
}

interface BarsProps {
  id: string;
  title: string;
  /** What the labels and the values are: `Month`, `Papers`. */
  head: readonly [label: string, value: string];
  bars: readonly Bar[];
}

const [width, height, maxThickness] = [460, 170, 44];

/** A value for each period. Nothing without periods. */
export function Bars({ id, title, head, bars }: BarsProps) {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return null;
  const top = bars.reduce((one, other) => (other.value > one.value ? other : one));
  const plot = plotOf(width, height, bars.length, top.value);
  const thickness = Math.min(maxThickness, plot.step - Math.min(2, plot.step * 0.2));
  return (
    <Frame
      id={id}
      title={title}
      says={`From ${first.label} to ${last.label}. Most in ${top.label}: ${count(top.value)}.`}
      width={width}
      height={height}
      table={{ head, rows: bars.map(({ label, value }) => ({ name: label, cells: [count(value)] })) }}
    >
      <Axes plot={plot} labels={bars.map(({ label }) => label)} />
      {bars.map(({ label, value }, index) => (
        <rect
          key={label}
          class="bar-value"
          x={round(plot.middle(index) - thickness / 2)}
          width={round(Math.max(0.5, thickness))}
          y={plot.y(value)}
          height={round(plot.y(0) - plot.y(value))}
        >
          <title>{`${label}: ${count(value)}`}</title>
        </rect>
      ))}
    </Frame>
  );
}
