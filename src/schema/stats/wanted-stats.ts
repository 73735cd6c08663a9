import type { GroupMeasure, WantedMeasures } from "../../domain/stats/measures.js";
import type { WantedStats } from "../../domain/stats/paper-stats.js";
import { InputError } from "../../domain/values/input-error.js";
import type { Selected } from "../builder/selection.js";

/** Measures by the fields of `PaperTotals`. */
const measures = {
  authors: "authors",
  organizations: "organizations",
  medianUpvotes: "median",
  maxUpvotes: "max",
  upvotePercentiles: "percentiles",
} as const satisfies Record<string, GroupMeasure>;

/** What is selected of `PaperStats`. @throws InputError for percentiles out of range */
export function wantedStats(selected: Selected): WantedStats {
  const totals = selected.has("totals") ? selected.below("totals") : undefined;
  const groups = selected.has("groups") ? selected.below("groups") : undefined;
  const ofGroups = groups?.below("totals");
  return {
    totals: totals && wantedMeasures(totals),
    groups: ofGroups && wantedMeasures(ofGroups),
    truncated: selected.has("truncated"),
    share: [totals, ofGroups].some((each) => each?.has("shareOfPapers")),
  };
}

function wantedMeasures(totals: Selected): WantedMeasures {
  const fractions = totals
    .argumentsOf("upvotePercentiles")
    .flatMap(({ at }) => requireFractions(at as number[]));
  return {
    measures: Object.entries(measures).flatMap(([field, measure]) => (totals.has(field) ? [measure] : [])),
    fractions: [...new Set(fractions)],
  };
}

function requireFractions(at: readonly number[]): readonly number[] {
  if (at.length === 0)
    throw new InputError(
      "upvotePercentiles(at:): the list is empty. Pass fractions, such as [0.5] for the median.",
    );
  for (const fraction of at)
    if (!(fraction >= 0 && fraction <= 1))
      throw new InputError(
        `upvotePercentiles(at:): ${fraction} is not from 0 to 1. Pass fractions, such as 0.9 for the 90th percentile.`,
      );
  return at;
}
