import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { type DateRange, featuredDaysWithin } from "../catalog/paper-conditions.js";
import {
  impliedRange,
  type PaperFilter,
  paperConditions,
  publicationRange,
} from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import { arePublicationDates, type Periods, periodOf } from "./periods.js";
import { type Subject, subjectKeys } from "./subjects.js";
import { wholeMonths } from "./whole-months.js";

// Source rows of statistics, as SQL. In general, these are papers. If the filter has only publication dates, most
// come from stored sums per day and per organization and month (`derived/period-sums.ts`).

/** At most one kind of period, and at most two dimensions in total. */
export interface Dimensions {
  readonly period: Periods | null;
  readonly subjects: readonly Subject[];
}

export const ungrouped: Dimensions = { period: null, subjects: [] };
export const byOrganization: Dimensions = { period: null, subjects: ["organization"] };

/** What statistics are of. */
export interface StatSource {
  readonly filter: PaperFilter;
  /** Where the papers are read; the table of all papers by default. */
  readonly matched?: MatchedPapers | undefined;
}

/**
 * A table of the papers that satisfy conditions on `papers p`, with the columns that partial sums need. Parts of a statement
 * that ask for equal conditions read one table.
 */
export type MatchedPapers = (conditions: readonly Sql[]) => Sql;

/** `papers p` that match a filter, as what follows `from`, and further conditions. */
export function matchingPapers({ filter, matched }: StatSource): { from: Sql; conditions: Sql[] } {
  const conditions = paperConditions(filter);
  // Indexes of dates are read faster than a table of all their papers is made.
  const shared = publicationRange(filter).alone ? undefined : matched?.(conditions);
  return shared === undefined
    ? { from: sql`papers p`, conditions }
    : { from: sql`${shared} p`, conditions: [] };
}

/** Columns of a paper in partial sums, besides `day`. */
const paperColumns = sql`p.organization_id, 1 as papers, p.upvotes, p.comments_count as comments`;

/**
 * One row per paper, or per paper and day, author or keyword if grouped by them. Papers without a date, organization or
 * author are excluded if grouped by it.
 */
export function paperRows({ filter, matched }: StatSource, { period, subjects }: Dimensions): Sql {
  const byAuthor = subjects.includes("author");
  const { day, join: days = empty, conditions: dated } = datesOf(filter, period);
  const ofInstants = period !== null && period.date !== "FEATURED_ON" && !arePublicationDates(period);
  const papersOf = matchingPapers(ofInstants ? { filter } : { filter, matched });
  const conditions = [
    ...papersOf.conditions,
    ...dated,
    ...(subjects.includes("organization") && filter.organizations === undefined
      ? [sql`p.organization_id is not null`]
      : []),
    ...(byAuthor ? [sql`s.author_id is not null`] : []),
  ];
  const papers = sql`
    select ${byAuthor ? sql`distinct s.author_id,` : empty} p.id as paper_id, ${day} as day, ${paperColumns} from ${papersOf.from}
    ${byAuthor ? sql`join authorships s on s.paper_id = p.id` : empty} ${days}
    where ${allOf(conditions)}
  `;
  // An author may be listed twice on a paper; count it once. What papers have several of is joined afterwards, to keep it out
  // of the sort.
  return subjects.reduce((rows, subject) => {
    const { table } = subjectKeys[subject];
    return table === undefined
      ? rows
      : sql`select * from (${rows}) paper join ${raw(table)} using (paper_id)`;
  }, papers);
}

interface Dates {
  readonly day: Sql;
  readonly join?: Sql;
  readonly conditions: readonly Sql[];
}

/** The dates of `papers p` that periods are of; `published_on` without periods. */
function datesOf(filter: PaperFilter, period: Periods | null): Dates {
  if (period === null) return { day: sql`p.published_on`, conditions: [] };
  switch (period.date) {
    case "PUBLISHED_ON": {
      const { from, to } = publicationRange(filter);
      // Postgres would expect fewer papers if a condition was repeated.
      const isDated = from !== undefined || to !== undefined;
      return {
        day: arePublicationDates(period)
          ? sql`p.published_on`
          : sql`coalesce(${dateIn(period, sql`p.published_at`)}, p.published_on)`,
        conditions: isDated ? [] : [sql`p.published_on is not null`],
      };
    }
    case "ADDED_AT":
      return { day: dateIn(period, sql`p.added_at`), conditions: [] };
    case "FEATURED_ON": {
      // A paper counts once in a period.
      const days = allOf(featuredDaysWithin(impliedRange(filter, "featuredOn")));
      const featured =
        period.unit === "day"
          ? sql`(select f.paper_id, f.day from feature_days f where ${days})`
          : sql`(select distinct f.paper_id, ${periodOf(period, sql`f.day`)} as day from feature_days f where ${days})`;
      return {
        day: sql`featured.day`,
        join: sql`join ${featured} featured on featured.paper_id = p.id`,
        conditions: [],
      };
    }
  }
}

function dateIn({ timeZone }: Periods, instant: Sql): Sql {
  return sql`(${instant} at time zone ${timeZone}::text)::date`;
}

/**
 * Partial sums: `papers`, `upvotes`, `comments`, the `day` and the subjects.
 *
 * @param groups number of groups needed, earliest first; later rows may be omitted
 */
export function summedRows(
  source: StatSource,
  dimensions: Dimensions,
  groups: number = Number.POSITIVE_INFINITY,
): Sql {
  const { filter } = source;
  const { period, subjects } = dimensions;
  if (period !== null && !arePublicationDates(period)) return paperRows(source, dimensions);
  const { from, to, alone } = publicationRange(filter);
  if (alone && subjects.length === 0) return daySums(from, to, period === null);
  const { organizations, hasOrganization, ...others } = filter;
  const byMonths = period === null || isMonths(period);
  const byOrganizations =
    subjects.length === 0
      ? organizations !== undefined || hasOrganization === true
      : subjects.length === 1 && subjects[0] === "organization";
  if (!byMonths || !byOrganizations || !publicationRange(others).alone) return paperRows(source, dimensions);
  // The months of some organizations are few.
  const needed = period?.unit === "month" && organizations === undefined ? groups : Number.POSITIVE_INFINITY;
  return monthSums(
    { from, to },
    paperConditions({ organizations, hasOrganization }),
    period === null,
    needed,
  );
}

/** Whether periods consist of whole months. */
export function isMonths({ unit }: Periods): boolean {
  return unit !== "day" && unit !== "week";
}

function daySums(from: string | undefined, to: string | undefined, undated: boolean): Sql {
  const bounds = [
    ...(from === undefined ? [] : [sql`day >= ${from}::date`]),
    ...(to === undefined ? [] : [sql`day <= ${to}::date`]),
  ];
  const days = sql`
    select day, papers, upvotes, comments from paper_days where ${allOf([sql`papers > 0`, ...bounds])}
  `;
  if (!undated || bounds.length > 0) return days;
  return sql`${days} union all select p.published_on, 1, p.upvotes, p.comments_count from papers p where p.published_on is null`;
}

/**
 * Whole months from stored sums, the days before and after from papers. Each row of a month forms its own group, so
 * months after the first `groups` rows need not be read.
 *
 * @param organizations conditions on `p.organization_id`
 */
function monthSums(range: DateRange, organizations: readonly Sql[], undated: boolean, groups: number): Sql {
  const parts = wholeMonths(range);
  const papersWhere = (...conditions: Sql[]) => sql`
    select p.published_on as day, ${paperColumns} from papers p
    where ${allOf([sql`p.organization_id is not null`, ...organizations, ...conditions])}
  `;
  if (parts === undefined)
    return papersWhere(sql`p.published_on >= ${range.from}::date`, sql`p.published_on <= ${range.to}::date`);
  const { before, after } = parts;
  const whole = allOf([sql`p.papers > 0`, ...organizations, ...parts.months]);
  const enough = Number.isFinite(groups)
    ? sql`(select month from organization_months p where ${whole} order by month offset ${groups} limit 1)`
    : undefined;
  const rest = [
    ...(before ? [papersWhere(before)] : []),
    ...(after ? [papersWhere(after, ...(enough ? [sql`${enough} is null`] : []))] : []),
    ...(undated && parts.undated ? [papersWhere(parts.undated)] : []),
  ];
  const months = sql`
    select p.month as day, p.organization_id, p.papers, p.upvotes, p.comments from organization_months p
    where ${whole} ${enough ? sql`and p.month <= coalesce(${enough}, 'infinity'::date)` : empty}
  `;
  return join([months, ...rest], " union all ");
}
