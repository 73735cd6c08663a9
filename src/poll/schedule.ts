import { utcDate } from "../domain/values/dates.js";

// Which day of the feed to ask for next. Pure: time comes in, decisions come out.

/** What is known of a day. */
export interface DayState {
  /** When it was last read to its end. */
  polledAt: Date | null;
  /** When it was last given up. */
  failedAt: Date | null;
}

export interface Schedule {
  /** The day on which it is now where the feed is made. */
  today: string;
  now: Date;
  /** The first day that is wanted at all. */
  since: string;
  /** Milliseconds after which today is asked for again. */
  interval: number;
  days: ReadonlyMap<string, DayState>;
}

/** The next day to ask for, and when: at once where `at` has passed. */
export interface Turn {
  day: string;
  at: Date;
}

/** For so many days the upvotes of a day's papers are followed. */
const followedDays = 14;
/** Today is asked for this much more often than a day that is so many days old: twice as rarely with each day. */
const rarest = 24 * 3_600_000;
/** Milliseconds until a day that was given up is tried again. */
const retryAfter = 3_600_000;

/** Milliseconds between two looks at a day of this age; undefined where one look is enough. */
export function intervalOf(age: number, interval: number): number | undefined {
  return age > followedDays ? undefined : Math.min(interval * 2 ** Math.max(0, age), rarest);
}

/**
 * The day whose turn it is: the newest of those that are due; or, where none is, the one that is due first. A day that was
 * never read is due at once, after all that are followed; they are filled in from the newest to the oldest.
 */
export function nextTurn({ today, now, since, interval, days }: Schedule): Turn {
  let soonest: Turn = { day: today, at: dueAt(today, 0, interval, days.get(today)) ?? now };
  for (let day = today, age = 0; day >= since; day = dayBefore(day), age += 1) {
    const at = dueAt(day, age, interval, days.get(day));
    if (at === undefined) continue;
    if (at <= now) return { day, at };
    if (at < soonest.at) soonest = { day, at };
  }
  return soonest;
}

function dueAt(day: string, age: number, interval: number, state: DayState | undefined): Date | undefined {
  const retry = state?.failedAt ? state.failedAt.getTime() + Math.min(retryAfter, interval) : 0;
  if (!state?.polledAt) return new Date(retry);
  const pause = intervalOf(age, interval);
  if (pause !== undefined) return new Date(Math.max(retry, state.polledAt.getTime() + pause));
  // Older than is followed: once more, if it was last read before it was over.
  return state.polledAt.getTime() < endOf(day) ? new Date(retry) : undefined;
}

/** When a day is over everywhere. */
function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + 36 * 3_600_000;
}

function dayBefore(day: string, days = 1): string {
  return utcDate(new Date(Date.parse(`${day}T00:00:00Z`) - days * 24 * 3_600_000));
}

/** The first of the days that are followed. */
export function firstFollowed(today: string): string {
  return dayBefore(today, followedDays);
}

/** The feed's days are those of New York. */
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
