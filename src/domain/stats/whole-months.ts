import sql, { type Sql } from "sql-template-tag";
import type { DateRange } from "../catalog/paper-conditions.js";
import { utcDate } from "../values/dates.js";
import { nextPeriod, startOfPeriod } from "./periods.js";

/** A range of publication dates, divided for sums per month. */
export interface WholeMonths {
  /** Conditions on `month`. */
  readonly months: readonly Sql[];
  /** Conditions on `papers p`: the days before the months, those after them, and papers without a date, if in the range. */
  readonly before: Sql | undefined;
  readonly after: Sql | undefined;
  readonly undated: Sql | undefined;
  /** First day of the month, if the range is exactly one. */
  readonly only: string | undefined;
}

/** @returns undefined if the range has no whole month */
export function wholeMonths({ from, to }: DateRange): WholeMonths | undefined {
  const first = from === undefined ? undefined : firstWholeMonth(from);
  const end = to === undefined ? undefined : endOfWholeMonths(to);
  if (first !== undefined && end !== undefined && first >= end) return undefined;
  const date = sql`p.published_on`;
  const only = from !== undefined && to !== undefined && isMonth(from, to) ? from : undefined;
  return {
    // Equality allows Postgres to read an index in the order of its other columns.
    months:
      only !== undefined
        ? [sql`month = ${only}::date`]
        : [
            ...(first === undefined ? [] : [sql`month >= ${first}::date`]),
            ...(end === undefined ? [] : [sql`month < ${end}::date`]),
          ],
    before: first === from ? undefined : sql`${date} >= ${from}::date and ${date} < ${first}::date`,
    after:
      end === undefined || to === undefined || to < end
        ? undefined
        : sql`${date} >= ${end}::date and ${date} <= ${to}::date`,
    undated: from === undefined && to === undefined ? sql`${date} is null` : undefined,
    only,
  };
}

/** Whether a range of dates, inclusive, is exactly one month. */
export function isMonth(from: string, to: string): boolean {
  const end = endOfWholeMonths(to);
  return firstWholeMonth(from) === from && end > to && end === monthAfter(from);
}

function monthAfter(date: string): string {
  return utcDate(nextPeriod("month", startOfPeriod("month", date)));
}

/** First day of the first month that starts on or after a date. */
function firstWholeMonth(date: string): string {
  const start = utcDate(startOfPeriod("month", date));
  return start === date ? start : monthAfter(date);
}

/** First day of the first month that ends after a date. */
function endOfWholeMonths(date: string): string {
  const next = monthAfter(date);
  const lastDay = utcDate(new Date(Date.parse(next) - 86_400_000));
  return lastDay === date ? next : utcDate(startOfPeriod("month", date));
}
