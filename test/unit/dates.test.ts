import fc from "fast-check";
import { expect, test } from "vitest";
import { isCalendarDate, utcDate } from "../../src/domain/values/dates.js";

test("a date is valid if it is the date of an instant", () => {
  const part = (most: number, digits: number) =>
    fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(digits, "0"));
  const date = fc.tuple(
    fc.oneof(part(9_999, 4), fc.constantFrom("1900", "2000", "2024")),
    part(13, 2),
    part(32, 2),
  );
  fc.assert(
    fc.property(date, (parts) => {
      const text = parts.join("-");
      const instant = new Date(`${text}T00:00:00Z`);
      const exists = !Number.isNaN(instant.getTime()) && utcDate(instant) === text;
      expect(isCalendarDate(text)).toBe(exists && !text.startsWith("0000"));
    }),
    { numRuns: 5_000 },
  );
  for (const text of [
    "",
    "2025-7-8",
    "2025-07-08 ",
    "2025-07-08T",
    "+2025-07-08",
    "２025-07-08",
    "2025-07-1e",
  ])
    expect(isCalendarDate(text)).toBe(false);
});
