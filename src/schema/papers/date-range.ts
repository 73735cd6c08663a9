import { z } from "zod";
import type { DateRange } from "../../domain/catalog/paper-conditions.js";
import { isCalendarDate, utcDate } from "../../domain/values/dates.js";
import { given } from "./given.js";
import { orderAdvice } from "./instant-range.js";

/** A range as parsed by GraphQL. */
export interface DateRangeInput {
  from?: string | null | undefined;
  to?: string | null | undefined;
  since?: Date | null | undefined;
  before?: Date | null | undefined;
}

const dayMs = 86_400_000;

export const dateRange = z
  .object({ from: given(z.string()), to: given(z.string()), since: given(z.date()), before: given(z.date()) })
  .transform(({ from, to, since, before }, parsing): DateRange => {
    const refuse = (message: string) => {
      parsing.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (from !== undefined && since !== undefined)
      return refuse("`from` and `since` are the same bound; pass one");
    if (to !== undefined && before !== undefined)
      return refuse("`to` and `before` are the same bound; pass one");
    const first = since ?? (from === undefined ? undefined : new Date(from));
    const end = before ?? (to === undefined ? undefined : new Date(Date.parse(to) + dayMs));
    if (first !== undefined && end !== undefined && first >= end)
      return refuse(disorder({ from, since }, { to, before }));
    return { ...beginning(from, since), ...ending(to, before) };
  });

/** @returns what is wrong with bounds in the wrong order. A date and an instant cannot change places. */
function disorder(
  { from, since }: Pick<DateRange, "from" | "since">,
  { to, before }: Pick<DateRange, "to" | "before">,
): string {
  const start = since ? `\`since\` (${since.toISOString()})` : `\`from\` (${from})`;
  const order = before
    ? `${start} is not before \`before\` (${before.toISOString()})`
    : `${start} is after \`to\` (${to})`;
  if (since && before) return `${order}. ${orderAdvice(since, before)}`;
  if (!since && !before) return `${order}. Swap them`;
  return `${order}. Pass an earlier ${since ? "`since`" : "`from`"} or a later ${before ? "`before`" : "`to`"}`;
}

function beginning(from: string | undefined, since: Date | undefined): Pick<DateRange, "from" | "since"> {
  if (since === undefined) return { from };
  const date = utcDate(since);
  return isMidnight(since) ? { from: date } : { from: date, since };
}

function ending(to: string | undefined, before: Date | undefined): Pick<DateRange, "to" | "before"> {
  if (before === undefined) return { to };
  const date = utcDate(new Date(before.getTime() - 1));
  // Nothing is before the year 1.
  if (!isCalendarDate(date)) return { before };
  return isMidnight(before) ? { to: date } : { to: date, before };
}

function isMidnight(instant: Date): boolean {
  return instant.getTime() % dayMs === 0;
}
