import sql, { join, type Sql } from "sql-template-tag";
import { impliedRange, type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { isStartOfDay, localDate } from "../values/time-zones.js";
import { lengthOf, type Periods } from "./periods.js";

const dayMs = 86_400_000;

/** The dates that a filter covers, in the time zone of the periods. Open if undefined. */
export interface CoveredDates {
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** The first date that is covered from its beginning. */
  readonly completeFrom: string | undefined;
  /** The date after the last one that is covered to its end. */
  readonly completeBefore: string | undefined;
}

export function coveredDates(filter: PaperFilter, periods: Periods): CoveredDates {
  const { date, timeZone } = periods;
  if (date === "ADDED_AT")
    return { first: undefined, last: undefined, completeFrom: undefined, completeBefore: undefined };
  const range = date === "PUBLISHED_ON" ? publicationRange(filter) : impliedRange(filter, "featuredOn");
  const { from, to } = range;
  const since = range.since ?? (from === undefined ? undefined : new Date(from));
  const before = range.before ?? (to === undefined ? undefined : new Date(Date.parse(to) + dayMs));
  // Days on which papers are featured have no instant: they are covered if their midnight in UTC is.
  const zone = date === "PUBLISHED_ON" ? timeZone : "UTC";
  const firstWhole = since && dayFrom(since, zone);
  return {
    first: since && (date === "PUBLISHED_ON" ? localDate(since, zone) : firstWhole),
    last: before && localDate(new Date(before.getTime() - 1), zone),
    completeFrom: firstWhole,
    completeBefore: before && (date === "PUBLISHED_ON" ? localDate(before, zone) : dayFrom(before, zone)),
  };
}

/** The first date that begins at an instant or later. */
function dayFrom(instant: Date, timeZone: string): string {
  const date = localDate(instant, timeZone);
  return isStartOfDay(instant, timeZone) ? date : localDate(new Date(Date.parse(date) + dayMs), "UTC");
}

/** Whether a period, as SQL of its first day, has not ended yet, or is cut by the filter. */
export function isPartial(filter: PaperFilter, periods: Periods, now: Date, period: Sql): Sql {
  const { completeFrom, completeBefore } = coveredDates(filter, periods);
  const today = localDate(now, periods.timeZone);
  const end = completeBefore !== undefined && completeBefore < today ? completeBefore : today;
  return join(
    [
      sql`(${period} + ${lengthOf(periods.unit)})::date > ${end}::date`,
      ...(completeFrom === undefined ? [] : [sql`${period} < ${completeFrom}::date`]),
    ],
    " or ",
    "(",
    ")",
  );
}
