import type { StatDimension } from "../../domain/stats/dimensions.js";
import type { StatMeasure } from "../../domain/stats/stat-order.js";
import { isUtc } from "../../domain/values/time-zones.js";
import type { FieldCost } from "../builder/cost.js";
import { indexScan } from "../builder/prices.js";
import { dateShare, filterPrice, isOneMonth, rangeShare } from "../papers/paper-prices.js";
import { groupsWanted, isGroupCount, type StatsArguments } from "./stat-arguments.js";

/** Cost of the groups of a month whose sums are stored, and of a measure of all its papers. */
const [storedGroups, storedPass] = [150, 30];

export const statsCost: FieldCost<StatsArguments> = {
  statement: ifRead((args) => indexScan + filterPrice(args.filter) + groupsPrice(args)),
  page: ifRead(groupsWanted),
  pass: ifRead(({ filter }) =>
    isOneMonth(filter) ? storedPass : filterPrice(filter) + dateShare(filter) * groupingPrice([]).pass,
  ),
  rowPass: ifRead(groupPass),
};

/** A size out of range is refused before anything is read, which says what is wrong; it must not be too costly before. */
function ifRead(price: (args: StatsArguments) => number): (args: StatsArguments) => number {
  return (args) => (isGroupCount(groupsWanted(args)) ? price(args) : 0);
}

/** Cost of a pass over the groups for a measure. */
function groupPass({ filter, by }: StatsArguments): number {
  return filterPrice(filter) + dateShare(filter) * groupingPrice(by).pass;
}

/** Passes over all groups for a measure by which they are ordered; sums take none. */
const orderPasses: Partial<Record<StatMeasure, number>> = {
  AUTHORS: 30,
  ORGANIZATIONS: 1,
  MEDIAN_UPVOTES: 1,
  MAX_UPVOTES: 1,
};

/** Cost of filling the periods of each organization, author or keyword, and in multiples of the groups with papers. */
const [denseGroups, denseFactor] = [1_500, 2];

function groupsPrice(args: StatsArguments): number {
  const { filter, by, orderBy, dense } = args;
  const dates = by.some((dimension) => periodUnits.has(dimension)) ? datesPrice(args) : 0;
  const passes = (orderBy && orderPasses[orderBy.measure]) ?? 0;
  if (isOneMonth(filter) && by.length === 1 && dates === 0 && passes === 0) return storedGroups;
  const groups = dateShare(filter) * groupingPrice(by).groups;
  const filled = dense && by.length > 1 ? denseGroups + denseFactor * groups : 0;
  return groups + filled + dates + passes * groupPass(args);
}

const periodUnits: ReadonlySet<StatDimension> = new Set(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]);

/** Cost of dates other than that of publication in UTC, by which sums are stored: all papers are read. */
function datesPrice({ filter, dateField, timeZone, by }: StatsArguments): number {
  if (dateField === "FEATURED_ON")
    return rangeShare(filter?.featuredOn ?? undefined) * (by.includes("DAY") ? 1_200 : 5_000);
  if (dateField === "PUBLISHED_ON" && isUtc(timeZone)) return 0;
  return dateShare(filter) * (dateField === "ADDED_AT" ? 800 : 2_200);
}

/** Cost of grouping all papers, and of a pass over the groups for a measure. */
function groupingPrice(by: readonly StatDimension[]): { groups: number; pass: number } {
  const [authors, keywords, categories] = [
    by.includes("AUTHOR"),
    by.includes("KEYWORD"),
    by.includes("CATEGORY"),
  ];
  // Papers have one or two categories.
  if (categories && (authors || keywords))
    return authors ? { groups: 40_000, pass: 40_000 } : { groups: 20_000, pass: 20_000 };
  if (categories) return { groups: 2_000, pass: 1_500 };
  if (authors && keywords) return { groups: 95_000, pass: 95_000 };
  if (authors) return { groups: by.length === 1 ? 16_500 : 20_000, pass: 18_000 };
  if (keywords) return { groups: 10_000, pass: 3_000 };
  return { groups: 300, pass: 450 };
}
