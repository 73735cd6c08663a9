import { quantile } from "../measure.js";
import { tableOf, verdict } from "../table.js";
import type { CostMeasurement, CostMeasures } from "./cost-measure.js";

/** Maximum database time of an accepted operation over two years of papers, in milliseconds. */
const maxDatabaseTime = 2_000;
const listed = 10;

export function printCosts({ papers, real, accepted, refused }: CostMeasures): string {
  const predicted = accepted.map((each) => each.predicted);
  const measured = accepted.map(measuredOf);
  const slowest = Math.max(...accepted.map(({ database }) => database));
  const worst = [...accepted]
    .filter((each) => measuredOf(each) > 20)
    .sort((one, other) => underestimate(other) - underestimate(one))
    .slice(0, listed);
  return [
    tableOf(
      [`cost of random operations over ${papers} ${real ? "real" : "synthetic"} papers`, "value"],
      [
        ["operations accepted, refused", `${accepted.length}, ${refused}`],
        [
          "correlation of predicted and measured, of the logarithms",
          correlation(predicted.map(Math.log), measured.map(Math.log)).toFixed(2),
        ],
        [
          "measured / predicted: median, p99",
          `${quantile(accepted.map(underestimate), 0.5).toFixed(2)}, ${quantile(accepted.map(underestimate), 0.99).toFixed(2)}`,
        ],
        [
          "longest database time of an accepted operation, ms",
          `${slowest.toFixed(0)} ${verdict(`≤ ${maxDatabaseTime}`, slowest <= maxDatabaseTime)}`,
        ],
      ],
    ),
    tableOf(
      ["worst under-estimates (of those over 20 ms)", "predicted ms", "database ms", "CPU ms", "ratio"],
      worst.map((each) => [
        each.query.length > 100 ? `${each.query.slice(0, 99)}…` : each.query,
        each.predicted.toFixed(1),
        each.database.toFixed(1),
        each.cpu.toFixed(1),
        underestimate(each).toFixed(2),
      ]),
    ),
  ].join("\n\n");
}

function measuredOf({ database, cpu }: CostMeasurement): number {
  return Math.max(0.1, database + cpu);
}

function underestimate(measurement: CostMeasurement): number {
  return measuredOf(measurement) / measurement.predicted;
}

/** Pearson's coefficient. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [product, squaresX, squaresY] = [0, 0, 0];
  for (const [index, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, (ys[index] ?? 0) - meanY];
    product += dx * dy;
    squaresX += dx * dx;
    squaresY += dy * dy;
  }
  return product / Math.sqrt(squaresX * squaresY);
}
