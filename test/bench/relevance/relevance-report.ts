import { tableOf, verdict } from "../table.js";
import type { QualityMeasure } from "./judging.js";

export function printRelevance(measures: readonly QualityMeasure[]): string {
  return tableOf(
    ["quality of search", "measure", "queries", "value", "target"],
    measures.map(({ test, measure, queries, value, floor }) => [
      test,
      measure,
      String(queries),
      percent(value),
      verdict(`>= ${percent(floor)}`, value >= floor),
    ]),
  );
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
