import sql, { raw, type Sql } from "sql-template-tag";
import { isUtc } from "../values/time-zones.js";

export type PeriodUnit = "day" | "week" | "month" | "quarter" | "year";

/** The date of a paper that counts. It may have been featured on several days. */
export type DateField = "PUBLISHED_ON" | "FEATURED_ON" | "ADDED_AT";

/** Periods by which papers are grouped. */
export interface Periods {
  readonly unit: PeriodUnit;
  /** First day of weeks: 1 for Monday to 7 for Sunday. */
  readonly weekStart: number;
  readonly date: DateField;
  /** For instants; what has only a date keeps it. */
  readonly timeZone: string;
}

/** Whether the date is `papers.published_on`, by which sums are stored. */
export function arePublicationDates({ date, timeZone }: Periods): boolean {
  return date === "PUBLISHED_ON" && isUtc(timeZone);
}

/** The first day of the period that contains a date, as SQL. */
export function periodOf({ unit, weekStart }: Pick<Periods, "unit" | "weekStart">, date: Sql): Sql {
  if (unit === "day") return date;
  if (unit === "week" && weekStart !== 1)
    return sql`(${date} - (extract(isodow from ${date})::int + ${raw(String(7 - weekStart))}) % 7)`;
  // `timestamp` without time zone: with one, the result would depend on the session's.
  return sql`date_trunc(${raw(`'${unit}'`)}, ${date}::timestamp)::date`;
}

/** The least number of days of a period. */
export const minDays: Readonly<Record<PeriodUnit, number>> = {
  day: 1,
  week: 7,
  month: 28,
  quarter: 90,
  year: 365,
};

/** The length of a period, as SQL. */
export function lengthOf(unit: PeriodUnit): Sql {
  return raw(`interval '${unit === "quarter" ? "3 months" : `1 ${unit}`}'`);
}

/** The first day of the period that contains a date. */
export function startOfPeriod(unit: PeriodUnit, date: string, weekStart = 1): Date {
  const day = new Date(`${date}T00:00:00Z`);
  if (unit === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 7 - weekStart) % 7));
  if (unit === "month" || unit === "quarter" || unit === "year") day.setUTCDate(1);
  if (unit === "quarter") day.setUTCMonth(3 * Math.floor(day.getUTCMonth() / 3));
  if (unit === "year") day.setUTCMonth(0);
  return day;
}

/** The first day of the period after the one that starts on `start`. */
export function nextPeriod(unit: PeriodUnit, start: Date): Date {
  const day = new Date(start);
  if (unit === "day" || unit === "week") day.setUTCDate(day.getUTCDate() + (unit === "day" ? 1 : 7));
  if (unit === "month" || unit === "quarter") day.setUTCMonth(day.getUTCMonth() + (unit === "month" ? 1 : 3));
  if (unit === "year") day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day;
}

/** How many periods the one that starts on `last` is after the one that starts on `first`. */
export function periodsBetween(unit: PeriodUnit, first: Date, last: Date): number {
  const years = last.getUTCFullYear() - first.getUTCFullYear();
  if (unit === "year") return years;
  const months = 12 * years + last.getUTCMonth() - first.getUTCMonth();
  if (unit === "month" || unit === "quarter") return unit === "month" ? months : months / 3;
  return (last.getTime() - first.getTime()) / (unit === "week" ? 604_800_000 : 86_400_000);
}
