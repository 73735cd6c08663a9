import { InputError } from "../values/input-error.js";
import type { Periods, PeriodUnit } from "./periods.js";
import type { Dimensions } from "./source-rows.js";
import type { Subject } from "./subjects.js";

/** Dimensions by their names in the schema. */
const dimensions = {
  DAY: { unit: "day" },
  WEEK: { unit: "week" },
  MONTH: { unit: "month" },
  QUARTER: { unit: "quarter" },
  YEAR: { unit: "year" },
  ORGANIZATION: { subject: "organization" },
  AUTHOR: { subject: "author" },
  KEYWORD: { subject: "keyword" },
  CATEGORY: { subject: "category" },
} as const satisfies Record<string, { unit: PeriodUnit } | { subject: Subject }>;

export type StatDimension = keyof typeof dimensions;

/** @throws InputError for more than two dimensions, two periods, or one dimension twice */
export function parseDimensions(by: readonly StatDimension[], periods: Omit<Periods, "unit">): Dimensions {
  if (by.length > 2) throw new InputError(`by: expected at most two dimensions, got ${by.length}.`);
  if (by.length === 2 && by[0] === by[1])
    throw new InputError(`by: ${by[0]} is listed twice. List each dimension once.`);
  const named = by.map((name) => dimensions[name]);
  const [unit, other] = named.flatMap((dimension) => ("unit" in dimension ? [dimension.unit] : []));
  if (other !== undefined)
    throw new InputError(
      `by: ${by.join(" and ")} are both periods. Combine one period with ORGANIZATION, AUTHOR, KEYWORD, or CATEGORY.`,
    );
  const subjects = named.flatMap((dimension) => ("subject" in dimension ? [dimension.subject] : []));
  return { period: unit === undefined ? null : { ...periods, unit }, subjects };
}
