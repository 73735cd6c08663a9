import fc from "fast-check";
import { expect, test } from "vitest";
import { type DueTimes, isoWeekday, nextDue } from "../../src/domain/values/due-times.js";
import { localTime } from "../../src/domain/values/time-zones.js";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu"],
  ...["Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "America/Havana", "Africa/Cairo"],
  ...["Asia/Beirut", "America/Asuncion", "Africa/Casablanca", "Antarctica/Troll"],
];

const times = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  timeZone: fc.constantFrom(...zones),
});
const instants = fc
  .integer({ min: Date.UTC(2009, 0) / minuteMs, max: Date.UTC(2027, 0) / minuteMs })
  .map((minutes) => new Date(minutes * minuteMs));
/** Days around changes of clocks: chosen often, because chance rarely does. */
const changes = fc
  .tuple(
    fc.constantFrom(
      ...["2011-12-29", "2011-12-30", "2025-03-30", "2025-10-26", "2025-03-09", "2025-11-02", "2025-04-06"],
      ...["2025-10-05", "2018-11-04", "2018-02-18", "2025-04-25", "2025-10-30", "2025-03-02"],
    ),
    fc.integer({ min: -2_000, max: 2_000 }),
  )
  .map(([date, minutes]) => new Date(new Date(date).getTime() + minutes * minuteMs));

test("the next due time is the one that a walk by quarters of an hour finds, over all changes of clocks", () => {
  fc.assert(
    fc.property(times, fc.oneof(instants, changes), (due, after) => {
      expect(nextDue(due, after).toISOString()).toBe(walk(due, after).toISOString());
    }),
    { numRuns: 500, seed: 18 },
  );
});

test("an hour that is skipped is due when clocks go on; one that occurs twice is due once", () => {
  const berlin = { hour: 2, timeZone: "Europe/Berlin" };
  // 02:00 is 03:00 on that day.
  expect(nextDue(berlin, new Date("2025-03-29T12:00:00Z")).toISOString()).toBe("2025-03-30T01:00:00.000Z");
  const first = nextDue(berlin, new Date("2025-10-25T12:00:00Z"));
  expect(first.toISOString()).toBe("2025-10-26T00:00:00.000Z");
  expect(nextDue(berlin, first).toISOString()).toBe("2025-10-27T01:00:00.000Z");
});

test("a year has a due time on each of its days, and one a week on its weekday", () => {
  for (const timeZone of zones) {
    let at = new Date("2025-01-01T12:00:00Z");
    for (let day = 0; day < 365; day += 1) {
      const next = nextDue({ hour: 7, timeZone }, at);
      expect(Math.abs(next.getTime() - at.getTime() - dayMs)).toBeLessThan(dayMs);
      expect(localHour(next, timeZone)).toBe(7);
      at = next;
    }
    const weekly = { hour: 0, weekday: 7, timeZone };
    for (let week = 0; week < 52; week += 1) {
      at = nextDue(weekly, at);
      expect(isoWeekday(localTime(at, timeZone))).toBe(7);
    }
  }
});

/** Clocks of all these zones change by its multiples, at its multiples. */
const quarterMs = 15 * minuteMs;

/** The reference: from days before, the first quarter of an hour of each day at or after the hour. */
function walk({ hour, weekday, timeZone }: DueTimes, after: Date): Date {
  const seen = new Set<number>();
  const start = Math.floor(after.getTime() / quarterMs) * quarterMs - 2 * dayMs;
  for (let ms = start; ; ms += quarterMs) {
    const local = localTime(new Date(ms), timeZone);
    const date = Math.floor(local / dayMs);
    if (Math.floor((local % dayMs) / (60 * minuteMs)) < hour || seen.has(date)) continue;
    // The first two dates may have begun before the walk.
    seen.add(date);
    if (ms > after.getTime() && (weekday === undefined || isoWeekday(local) === weekday)) return new Date(ms);
  }
}

function localHour(instant: Date, timeZone: string): number {
  return Math.floor((localTime(instant, timeZone) % dayMs) / (60 * minuteMs));
}
