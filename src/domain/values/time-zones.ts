import { remembering } from "../../text/remembering.js";
import { isCalendarDate, utcDate } from "./dates.js";

/**
 * Whether a text names a time zone: `UTC`, or an area and a place, such as `Europe/Berlin`. Other names, such as `CET`, are
 * abbreviations of an offset in Postgres.
 */
export function isTimeZone(name: string): boolean {
  if (isUtc(name)) return true;
  if (!/^[a-z_]+\/[a-z0-9_+/-]+$/i.test(name) || name.length > 50) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export function isUtc(timeZone: string): boolean {
  return timeZone.toUpperCase() === "UTC";
}

/** The calendar date of an instant in a time zone: `2025-07-08`. */
export function localDate(instant: Date, timeZone: string): string {
  const date = utcDate(new Date(localTime(instant, timeZone)));
  // Years 1 to 9999 are dates; at their ends, the zone may be in another.
  if (isCalendarDate(date)) return date;
  return instant.getTime() < 0 ? "0001-01-01" : "9999-12-31";
}

/** Whether a date begins with an instant. It may begin after midnight, when clocks are set forward then. */
export function isStartOfDay(instant: Date, timeZone: string): boolean {
  return localDate(new Date(instant.getTime() - 1), timeZone) !== localDate(instant, timeZone);
}

/** The local time as if it was UTC. */
export function localTime(instant: Date, timeZone: string): number {
  // The years before Christ count differently.
  if (isUtc(timeZone) || instant.getUTCFullYear() < 2) return instant.getTime();
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  return local.getTime();
}

/** Each takes a tenth of a millisecond to make. */
const formatOf = remembering(
  100,
  (timeZone) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    }),
);
