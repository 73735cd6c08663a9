import type { ArgBuilder } from "@pothos/core";
import { parseDimensions, type StatDimension } from "../../domain/stats/dimensions.js";
import type { StatsQuery } from "../../domain/stats/paper-stats.js";
import type { DateField } from "../../domain/stats/periods.js";
import { requireOrder, type StatOrder } from "../../domain/stats/stat-order.js";
import { InputError } from "../../domain/values/input-error.js";
import { requireWithin } from "../../domain/values/within-range.js";
import type { Builder, SchemaTypes } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import type { Selected } from "../builder/selection.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "../papers/paper-list.js";
import { wantedStats } from "./wanted-stats.js";

/** Maximum number of groups. */
const maxGroups = 10_000;
const defaultGroups = 100;

const weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

export interface StatsArguments {
  filter?: PaperFilterInput | null | undefined;
  by: StatDimension[];
  first?: number | null | undefined;
  last?: number | null | undefined;
  orderBy?: StatOrder | null | undefined;
  dateField: DateField;
  timeZone: string;
  weekStart: (typeof weekdays)[number];
  dense?: boolean | null | undefined;
}

/** Arguments of statistics. @internal Pothos exports no name for what this returns */
export function defineStatArguments(builder: Builder, { PaperFilter, OrderDirection }: PaperInputs) {
  const StatDimension = builder.enumType("StatDimension", {
    description:
      "Dimensions to group papers by: up to two, of which at most one is a period (for example, MONTH and ORGANIZATION).",
    values: {
      DAY: { description: "Day of the date that `dateField` names." },
      WEEK: { description: "Week, which starts on `weekStart`: on Mondays by default, as ISO weeks." },
      MONTH: { description: "Month." },
      QUARTER: { description: "Quarter of a year, starting in January, April, July or October." },
      YEAR: { description: "Year." },
      ORGANIZATION: { description: "Organization. Papers without one are not in any group." },
      AUTHOR: {
        description:
          "Author, excluding hidden authorships. Papers without named authors are not in any group.",
      },
      KEYWORD: { description: "Keyword. Papers without keywords are not in any group." },
      CATEGORY: { description: "arXiv category. Papers without categories are not in any group." },
    } as const,
  });
  const StatDateField = builder.enumType("StatDateField", {
    description: "Which date determines a paper's period. A paper without it is not in any period.",
    values: {
      PUBLISHED_ON: { description: "Publication date." },
      FEATURED_ON: {
        description:
          "Dates on which the paper was featured. It is in the period of each of them that is within the filter's `featuredOn`.",
      },
      ADDED_AT: { description: "When the paper was added to this database." },
    } as const,
  });
  const Weekday = builder.enumType("Weekday", {
    description: "Day of the week.",
    values: {
      MONDAY: { description: "Monday, the first day of ISO weeks." },
      TUESDAY: { description: "Tuesday." },
      WEDNESDAY: { description: "Wednesday." },
      THURSDAY: { description: "Thursday." },
      FRIDAY: { description: "Friday." },
      SATURDAY: { description: "Saturday." },
      SUNDAY: { description: "Sunday." },
    } as const,
  });
  const StatMeasure = builder.enumType("StatMeasure", {
    description: "What groups are ordered by. Groups without a value come last in either direction.",
    values: {
      PERIOD: { description: "First day of the period." },
      PAPERS: { description: "Number of papers." },
      UPVOTES: { description: "Total upvotes." },
      COMMENTS: { description: "Total comments." },
      AVERAGE_UPVOTES: { description: "Average upvotes." },
      MEDIAN_UPVOTES: { description: "Median upvotes." },
      MAX_UPVOTES: { description: "Maximum upvotes." },
      AUTHORS: { description: "Number of distinct authors." },
      ORGANIZATIONS: { description: "Number of distinct organizations." },
    } as const,
  });
  const StatOrder = builder.inputType("StatOrder", {
    description:
      "Order of groups. Equal ones are in order of period, ascending, then of papers and upvotes, descending.",
    fields: (t) => ({
      measure: t.field({ type: StatMeasure, required: true, description: "Measure to order by." }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: "DESC",
        description: "Sort direction.",
      }),
    }),
  });
  return (arg: ArgBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>>) => ({
    filter: arg({ type: PaperFilter, description: "Returns only papers that match." }),
    by: arg({
      type: [StatDimension],
      required: true,
      defaultValue: [],
      description: "Dimensions to group by; returns only totals if empty.",
    }),
    first: arg.int({
      description:
        "Number of groups from the start of the order, 0 to 10,000. Defaults to 100 unless `last` is set.",
    }),
    last: arg.int({
      description:
        "Number of groups from the end of the order, 0 to 10,000: by default, those of the newest periods.",
    }),
    orderBy: arg({
      type: StatOrder,
      description:
        "Order of the groups. By default by period, ascending, then by papers and upvotes, descending.",
    }),
    dateField: arg({
      type: StatDateField,
      required: true,
      defaultValue: "PUBLISHED_ON",
      description: "Which date determines a paper's period.",
    }),
    timeZone: arg({
      type: "TimeZone",
      required: true,
      defaultValue: "UTC",
      description:
        "Time zone of the periods of instants: when a paper was added, and when it was published, if known. A paper with only a date keeps it. Does not affect the filter.",
    }),
    weekStart: arg({
      type: Weekday,
      required: true,
      defaultValue: "MONDAY",
      description: "First day of weeks.",
    }),
    dense: arg.boolean({
      description:
        "Whether periods without papers have groups, with zeros. Periods run from the first to the last date of the filter's range; an open end is that of the first or last period with papers. With another dimension, each organization, author or keyword that has papers then has a group for each period. Defaults to true if `by` has only a period.",
    }),
  });
}

/** Number of groups asked for. */
export function groupsWanted({ first, last }: Pick<StatsArguments, "first" | "last">): number {
  return first ?? last ?? defaultGroups;
}

export function isGroupCount(size: number): boolean {
  return size >= 0 && size <= maxGroups;
}

/** @throws InputError */
export async function parseStats(
  context: Context,
  args: StatsArguments,
  selected: Selected,
): Promise<StatsQuery> {
  const { filter, by, first, last, orderBy, dateField, timeZone, weekStart, dense } = args;
  const dimensions = parseDimensions(by, {
    date: dateField,
    timeZone,
    weekStart: weekdays.indexOf(weekStart) + 1,
  });
  const order = orderBy ?? undefined;
  requireOrder(dimensions, order);
  requireSize("first", first);
  requireSize("last", last);
  if (first != null && last != null)
    throw new InputError(
      "first, last: pass one of them: groups from the start of the order, or from its end.",
    );
  return {
    filter: await parsePaperFilter(context, filter),
    by: dimensions,
    order,
    size: groupsWanted(args),
    backward: last != null,
    dense: dense ?? dimensions.subjects.length === 0,
    now: context.now,
    wanted: wantedStats(selected),
  };
}

function requireSize(name: string, size: number | null | undefined): void {
  if (size != null)
    requireWithin(name, size, [0, maxGroups], ", and narrow the filter if there are more groups");
}
