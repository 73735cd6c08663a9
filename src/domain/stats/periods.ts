import sql, { raw, type Sql } from "sql-template-tag";

/** Granularity of publication dates. Weeks are ISO weeks, which start on Monday. */
export type Period = "day" | "week" | "month" | "year";

/** The first day of the period that contains a date, as SQL. */
export function periodOf(period: Period, date: Sql): Sql {
  // `timestamp` without time zone: with one, the result would depend on the session's.
  return period === "day" ? date : sql`date_trunc(${raw(`'${period}'`)}, ${date}::timestamp)::date`;
}

/** The first day of the period that contains a date. */
export function startOfPeriod(period: Period, date: string): Date {
  const day = new Date(`${date}T00:00:00Z`);
  if (period === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (period === "month" || period === "year") day.setUTCDate(1);
  if (period === "year") day.setUTCMonth(0);
  return day;
}

/** The first day of the period after the one that starts on `start`. */
export function nextPeriod(period: Period, start: Date): Date {
  const day = new Date(start);
  if (period === "day" || period === "week") day.setUTCDate(day.getUTCDate() + (period === "day" ? 1 : 7));
  if (period === "month") day.setUTCMonth(day.getUTCMonth() + 1);
  if (period === "year") day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day;
}

/** How many periods the one that starts on `last` is after the one that starts on `first`. */
export function periodsBetween(period: Period, first: Date, last: Date): number {
  const years = last.getUTCFullYear() - first.getUTCFullYear();
  if (period === "year") return years;
  if (period === "month") return 12 * years + last.getUTCMonth() - first.getUTCMonth();
  return (last.getTime() - first.getTime()) / (period === "week" ? 604_800_000 : 86_400_000);
}
