import { utcDate } from "../domain/values/dates.js";

// Decides which day of the feed to poll next, as pure functions of time and state.

export interface DayState {
  /** When all its pages were last fetched. */
  polledAt: Date | null;
  /** When fetching it last failed. */
  failedAt: Date | null;
}

export interface Schedule {
  /** In the time zone of the feed. */
  today: string;
  now: Date;
  /** First day to fetch. */
  since: string;
  /** Milliseconds between requests for today's papers. */
  intervalMs: number;
  days: ReadonlyMap<string, DayState>;
}

/** The next day to poll, immediately if `at` has passed. */
export interface Turn {
  day: string;
  at: Date;
}

/** Number of days after which the upvotes of a day are no longer polled. */
const followedDays = 14;
/** Maximum milliseconds between requests for a day; they double with each day of age. */
const maxIntervalMs = 24 * 3_600_000;
/** Milliseconds until a failed day is retried. */
const retryAfterMs = 3_600_000;

/** Milliseconds between requests for a day of this age in days; undefined if one request is enough. */
export function intervalOf(age: number, intervalMs: number): number | undefined {
  return age > followedDays ? undefined : Math.min(intervalMs * 2 ** Math.max(0, age), maxIntervalMs);
}

/** The newest day that is due, or else the day that is due first. A day that was never fetched is due immediately. */
export function nextTurn({ today, now, since, intervalMs, days }: Schedule): Turn {
  let soonest: Turn = { day: today, at: dueAt(today, 0, intervalMs, days.get(today)) ?? now };
  for (let day = today, age = 0; day >= since; day = dayBefore(day), age += 1) {
    const at = dueAt(day, age, intervalMs, days.get(day));
    if (at === undefined) continue;
    if (at <= now) return { day, at };
    if (at < soonest.at) soonest = { day, at };
  }
  return soonest;
}

function dueAt(day: string, age: number, intervalMs: number, state: DayState | undefined): Date | undefined {
  const retry = state?.failedAt ? state.failedAt.getTime() + Math.min(retryAfterMs, intervalMs) : 0;
  if (!state?.polledAt) return new Date(retry);
  const delayMs = intervalOf(age, intervalMs);
  if (delayMs !== undefined) return new Date(Math.max(retry, state.polledAt.getTime() + delayMs));
  // One final time if it was last fetched before it ended.
  return state.polledAt.getTime() < endOf(day) ? new Date(retry) : undefined;
}

/** The end of a day in the last time zone, UTC−12. */
function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + 36 * 3_600_000;
}

function dayBefore(day: string, days = 1): string {
  return utcDate(new Date(Date.parse(`${day}T00:00:00Z`) - days * 24 * 3_600_000));
}

/** The oldest day whose upvotes are polled. */
export function firstFollowed(today: string): string {
  return dayBefore(today, followedDays);
}

/** The feed's time zone. */
const newYork = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The feed's day at an instant: `2025-07-08`. */
export function feedDay(instant: Date): string {
  const parts = new Map(newYork.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}
