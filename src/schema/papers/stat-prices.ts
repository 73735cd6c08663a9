import type { StatDimension } from "../../domain/stats/dimensions.js";
import type { FieldCost } from "../builder/cost.js";
import { indexScan } from "../builder/prices.js";
import { dateShare, filterPrice, isOneMonth } from "./paper-prices.js";
import { groupsWanted, maxGroups, type StatsArguments } from "./stat-arguments.js";

/** Cost of the groups of a month whose sums are stored, and of a measure of all its papers. */
const [storedGroups, storedPass] = [150, 30];

export const statsCost: FieldCost<StatsArguments> = {
  statement: (args) => indexScan + filterPrice(args.filter) + groupsPrice(args),
  page: (args) => Math.min(groupsWanted(args), maxGroups),
  pass: ({ filter }) =>
    isOneMonth(filter) ? storedPass : filterPrice(filter) + dateShare(filter) * groupingPrice([]).pass,
  rowPass: ({ filter, by }) => filterPrice(filter) + dateShare(filter) * groupingPrice(by).pass,
};

function groupsPrice({ filter, by }: StatsArguments): number {
  return isOneMonth(filter) && by.length === 1 ? storedGroups : dateShare(filter) * groupingPrice(by).groups;
}

/** Cost of grouping all papers, and of a pass over the groups for a measure. */
function groupingPrice(by: readonly StatDimension[]): { groups: number; pass: number } {
  const [authors, keywords] = [by.includes("AUTHOR"), by.includes("KEYWORD")];
  if (authors && keywords) return { groups: 95_000, pass: 95_000 };
  if (authors) return { groups: by.length === 1 ? 16_500 : 20_000, pass: 18_000 };
  if (keywords) return { groups: 10_000, pass: 3_000 };
  return { groups: 300, pass: 450 };
}

/** A value of a percentile. */
export function percentilePrice({ at }: { readonly at: readonly number[] }): number {
  return at.length;
}
