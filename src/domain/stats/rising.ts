import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { DateRange } from "../catalog/paper-conditions.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { utcDate } from "../values/dates.js";
import { InputError } from "../values/input-error.js";
import { requireWithin } from "../values/within-range.js";
import { periodsBetween, startOfPeriod } from "./periods.js";
import { sourceRows } from "./stored-months.js";
import type { Subject } from "./subjects.js";
import { wholeMonths } from "./whole-months.js";

// Organizations, authors or keywords with more than in the period before.

export type RisingSubject = Exclude<Subject, "category">;
export type RisingMeasure = "papers" | "upvotes" | "comments";

export interface RisingQuery {
  of: RisingSubject;
  /** Its publication dates are the period. */
  filter: PaperFilter;
  measure: RisingMeasure;
  /** Maximum number of entries. */
  first: number;
}

/** What rose, and its measure in the period and the one before. */
export interface RisingEntry {
  organizationId: number | null;
  authorId: number | null;
  keywordId: number | null;
  current: number;
  previous: number;
}

export const maxRising = 1_000;

/** In the order of `risingOrder`. */
export function findRising(db: Queryable, query: RisingQuery): Promise<RisingEntry[]> {
  return db.query(sql`
    select organization_id as "organizationId", author_id as "authorId", keyword_id as "keywordId", current, previous
    from (${risingSql(query)}) rising order by ${risingOrder}
  `);
}

/** The largest rise first; of equal ones, the largest current value. */
export const risingOrder = sql`current - previous desc, current desc, organization_id, author_id, keyword_id`;

/**
 * The entries as rows of the ID of each subject, null except that of `of`, `current` and `previous`.
 *
 * @throws InputError if `first` is out of range, or the filter has no period with a period before
 */
export function risingSql({ of, filter, measure, first }: RisingQuery): Sql {
  requireWithin("first", first, [0, maxRising]);
  const id = raw(`${of}_id`);
  const sumOf = (name: string, publishedOn: DateRange) => {
    const rows = sourceRows({ filter: { ...filter, publishedOn } }, { period: null, subjects: [of] });
    // Sums have the maximum of GraphQL's Int.
    return sql`
      select ${id}, least(sum(${raw(measure)}), 2147483647)::int as ${raw(name)} from (${rows}) counted group by ${id}
    `;
  };
  const period = periodOf(filter);
  const ids = (["organization", "author", "keyword"] as const).map((subject) =>
    subject === of ? id : sql`null::int as ${raw(`${subject}_id`)}`,
  );
  return sql`
    select * from (
      select ${join(ids)}, current, coalesce(previous, 0) as previous
      from (${sumOf("current", period)}) now left join (${sumOf("previous", periodBefore(period))}) before using (${id})
    ) compared
    where current > previous order by ${risingOrder} limit ${raw(`${first}`)}
  `;
}

interface Days {
  from: string;
  to: string;
}

/** @throws InputError for a filter without both dates */
function periodOf({ publishedOn: { from, to, since, before } = {} }: PaperFilter): Days {
  if (since !== undefined || before !== undefined)
    throw new InputError(
      "filter.publishedOn: expected whole days. Use `from` and `to`, or instants at midnight UTC.",
    );
  if (from === undefined || to === undefined)
    throw new InputError(
      "filter.publishedOn: expected `from` and `to`, the period to compare with the one before. Pass both, or `since` and `before`.",
    );
  return { from, to };
}

/**
 * The period that ends the day before: as many months if the period is whole months, otherwise as many days.
 *
 * @throws InputError if it starts before the year 1
 */
function periodBefore(period: Days): Days {
  const [start, end] = [new Date(period.from), new Date(period.to)];
  const parts = wholeMonths(period);
  const before = new Date(start);
  if (parts && !parts.before && !parts.after)
    before.setUTCMonth(
      start.getUTCMonth() - 1 - periodsBetween("month", start, startOfPeriod("month", period.to)),
    );
  else before.setTime(2 * start.getTime() - end.getTime() - dayMs);
  if (before.getUTCFullYear() < 1)
    throw new InputError(
      `filter.publishedOn: the period before ${period.from} to ${period.to} starts before the year 1. Use a shorter period.`,
    );
  return { from: utcDate(before), to: utcDate(new Date(start.getTime() - dayMs)) };
}

const dayMs = 86_400_000;
