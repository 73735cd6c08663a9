import { localTime } from "./time-zones.js";

/** Hours of days at which something is due. */
export interface DueTimes {
  /** Local hour, 0 to 23. */
  readonly hour: number;
  /** 1 for Monday to 7 for Sunday; every day by default. */
  readonly weekday?: number | undefined;
  readonly timeZone: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Enough for a weekday that a time zone skipped, as Samoa did with December 30, 2011. */
const maxDays = 22;

/**
 * The first instant after another at which something is due: on each of its days, the first instant of the local hour, or the
 * first one after it, if clocks skip the hour.
 */
export function nextDue({ hour, weekday, timeZone }: DueTimes, after: Date): Date {
  const today = Math.floor(localTime(after, timeZone) / dayMs) * dayMs;
  for (let day = -1; day <= maxDays; day += 1) {
    const date = today + day * dayMs;
    if (weekday !== undefined && isoWeekday(date) !== weekday) continue;
    const due = firstInstantOf(date + hour * hourMs, timeZone);
    const isOnDate = Math.floor(localTime(due, timeZone) / dayMs) * dayMs === date;
    if (due > after && isOnDate) return due;
  }
  throw new Error(`Nothing is due in ${timeZone} after ${after.toISOString()}.`);
}

/** 1 for Monday to 7 for Sunday. */
export function isoWeekday(localMs: number): number {
  return new Date(localMs).getUTCDay() || 7;
}

/** The first instant whose local time is the given one, or a later one if clocks skip it. */
function firstInstantOf(local: number, timeZone: string): Date {
  const offsets = [local - dayMs, local + dayMs].map((ms) => localTime(new Date(ms), timeZone) - ms);
  const [low, high] = [local - Math.max(...offsets), local - Math.min(...offsets)];
  for (const instant of [low, high])
    if (localTime(new Date(instant), timeZone) === local) return new Date(instant);
  // Clocks are set forward once between both, so local times ascend.
  let [before, reached] = [low, high];
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (localTime(new Date(middle), timeZone) >= local) reached = middle;
    else before = middle;
  }
  return new Date(reached);
}
