import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { type DateRange, featuredDaysWithin } from "../catalog/paper-conditions.js";
import {
  impliedRange,
  type PaperFilter,
  paperConditions,
  publicationRange,
  withoutRange,
} from "../catalog/paper-filter.js";
import { allOf } from "../lists/list.js";
import { matchingPapers, type StatSource } from "./matched-papers.js";
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

/** Columns of a paper in partial sums, besides `day`. */
const paperColumns = sql`p.organization_id, 1 as papers, p.upvotes, p.comments_count as comments`;

/**
 * One row per paper, or per paper and day, author or keyword if grouped by them. Papers without a date, organization or
 * author are excluded if grouped by it.
 */
export function paperRows(source: StatSource, { period, subjects }: Dimensions): Sql {
  const byAuthor = subjects.includes("author");
  const present = [
    ...(subjects.includes("organization") && source.filter.organizations === undefined
      ? [sql`p.organization_id is not null`]
      : []),
    ...(byAuthor ? [sql`s.author_id is not null`] : []),
  ];
  const papers = join(
    datedPapers(source, period).map(
      ({ from, day, conditions }) => sql`
        select ${byAuthor ? sql`distinct s.author_id,` : empty} p.id as paper_id, ${day} as day, ${paperColumns}
        from ${from} ${byAuthor ? sql`join authorships s on s.paper_id = p.id` : empty}
        where ${allOf([...conditions, ...present])}
      `,
    ),
    " union all ",
  );
  // An author may be listed twice on a paper; count it once. What papers have several of is joined afterwards, to keep it out
  // of the sort.
  return subjects.reduce((rows, subject) => {
    const { table } = subjectKeys[subject];
    return table === undefined
      ? rows
      : sql`select * from (${rows}) paper join ${raw(table)} using (paper_id)`;
  }, papers);
}

/** Papers `p` that match, with the day that periods are of. */
interface DatedPapers {
  readonly from: Sql;
  readonly day: Sql;
  readonly conditions: readonly Sql[];
}

/** The day is `published_on` without periods. */
function datedPapers(source: StatSource, period: Periods | null): DatedPapers[] {
  const { filter } = source;
  if (period === null) return [{ ...matchingPapers(source), day: sql`p.published_on` }];
  switch (period.date) {
    case "PUBLISHED_ON": {
      const ofDates = arePublicationDates(period);
      const { from, conditions } = matchingPapers(ofDates ? source : { filter });
      const range = publicationRange(filter);
      // Postgres would expect fewer papers if a condition was repeated.
      const isDated = range.from !== undefined || range.to !== undefined;
      const day = ofDates
        ? sql`p.published_on`
        : sql`coalesce(${dateIn(period, sql`p.published_at`)}, p.published_on)`;
      return [
        { from, day, conditions: isDated ? conditions : [...conditions, sql`p.published_on is not null`] },
      ];
    }
    case "ADDED_AT":
      return [{ ...matchingPapers({ filter }), day: dateIn(period, sql`p.added_at`) }];
    case "FEATURED_ON":
      return featuredPapers(filter, period);
  }
}

/**
 * A paper counts once in a period. Almost all papers are featured on one day, which an index has together with what is added
 * up; other days are what remains of all days without these.
 */
function featuredPapers(filter: PaperFilter, period: Periods): DatedPapers[] {
  const range = impliedRange(filter, "featuredOn");
  const conditions = paperConditions(withoutRange(filter, "featuredOn"));
  const within = (day: Sql) => featuredDaysWithin(day, range);
  const latest = [sql`p.latest_featured_on is not null`, ...within(sql`p.latest_featured_on`)];
  // The same range on both sides, so that Postgres can merge two indexes in order of day and paper.
  const isLatest = allOf([...latest, sql`p.latest_featured_on = f.day`, sql`p.id = f.paper_id`]);
  const earlier = sql`
    select f.paper_id, f.day from feature_days f
    where ${allOf([...within(sql`f.day`), sql`not exists (select from papers p where ${isLatest})`])}
  `;
  const [from, day, others] =
    period.unit === "day"
      ? [sql`(${earlier}) earlier`, sql`earlier.day`, []]
      : [
          sql`(select distinct paper_id, ${periodOf(period, sql`day`)} as period from (${earlier}) days) earlier`,
          sql`earlier.period`,
          [
            sql`not (${allOf([...latest, sql`${periodOf(period, sql`p.latest_featured_on`)} = earlier.period`])})`,
          ],
        ];
  return [
    { from: sql`papers p`, day: sql`p.latest_featured_on`, conditions: [...conditions, ...latest] },
    {
      // Looked up one by one, because Postgres expects as many as there are days.
      from: sql`${from} cross join lateral (select * from papers where id = earlier.paper_id offset 0) p`,
      day,
      conditions: [...conditions, ...others],
    },
  ];
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
  if (period?.date === "FEATURED_ON" && subjects.length === 0) return sumsByDay(datedPapers(source, period));
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

/** Added up where they are read: an index has them by day. */
function sumsByDay(parts: readonly DatedPapers[]): Sql {
  const sums = parts.map(
    ({ from, day, conditions }) => sql`
      select ${day} as day, count(*) as papers, sum(p.upvotes) as upvotes, sum(p.comments_count) as comments
      from ${from} where ${allOf(conditions)} group by 1
    `,
  );
  return join(sums, " union all ");
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
