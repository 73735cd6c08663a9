import { count } from "../parts/numbers.js";
import { Axes, plotOf } from "./axes.js";
import { Frame } from "./frame.js";

export interface Series {
  readonly name: string;
  readonly href?: string;
  /** One for each period. */
  readonly values: readonly number[];
}

interface LinesProps {
  id: string;
  title: string;
  /** What a period is: `Month`. */
  period: string;
  /** Labels of the periods. */
  periods: readonly string[];
  series: readonly Series[];
}

const [width, height] = [720, 280];
/** Lines differ in more than color. */
const dashes = [undefined, "7 3", "2 3", "9 3 2 3", "4 4"];

/** Up to five values for each period, as lines. */
export function Lines({ id, title, period, periods, series }: LinesProps) {
  const max = Math.max(1, ...series.flatMap(({ values }) => values));
  const plot = plotOf(width, height, periods.length, max);
  const totals = series.map(
    ({ name, values }) => `${name}: ${count(values.reduce((sum, each) => sum + each, 0))}`,
  );
  return (
    <Frame
      id={id}
      title={title}
      says={`From ${periods[0]} to ${periods.at(-1)}. In total, ${totals.join(", ")}.`}
      width={width}
      height={height}
      table={{
        head: [period, ...series.map(({ name }) => name)],
        rows: periods.map((name, index) => ({
          name,
          cells: series.map(({ values }) => count(values[index] ?? 0)),
        })),
      }}
      below={<Legend series={series} />}
    >
      <Axes plot={plot} labels={periods} />
      {series.map(({ name, values }, index) => (
        <polyline
          key={name}
          class={`line series-${index}`}
          stroke-dasharray={dashes[index]}
          points={values.map((value, place) => `${plot.middle(place)},${plot.y(value)}`).join(" ")}
        >
          <title>{name}</title>
        </polyline>
      ))}
    </Frame>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul class="legend">
      {series.map(({ name, href }, index) => (
        <li key={name}>
          <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
            <line
              class={`line series-${index}`}
              stroke-dasharray={dashes[index]}
              x1="0"
              x2="28"
              y1="4"
              y2="4"
            />
          </svg>
          {href === undefined ? name : <a href={href}>{name}</a>}
        </li>
      ))}
    </ul>
  );
}
