import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type DateRange, type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { once } from "../concurrency/once.js";
import { utcDate } from "../values/dates.js";
import { InputError } from "../values/input-error.js";
import { allKeyColumns, type GroupKeys, keyColumns, noKeys } from "./group-keys.js";
import { type Measures, measuresOf } from "./measures.js";
import { type Period, periodOf, periodsBetween, startOfPeriod } from "./periods.js";
import { type Dimensions, type Subject, summedRows, ungrouped } from "./source-rows.js";
import { sourceRows } from "./stored-months.js";

/** Aggregates over a set of papers. */
export type PaperTotals = Sums & Measures;

interface Sums {
  papers: number;
  upvotes: number;
  comments: number;
}

export interface StatGroup extends GroupKeys {
  totals: PaperTotals;
}

export interface StatsQuery {
  filter: PaperFilter;
  by: Dimensions;
  /** Maximum number of groups. */
  first: number;
}

export interface PaperStats {
  totals(): Promise<PaperTotals>;
  /** By period, then papers and upvotes descending. */
  groups(): Promise<StatGroup[]>;
  /** Whether groups were omitted because of `first`. */
  truncated(): Promise<boolean>;
}

export const maxGroups = 10_000;

/** Dimensions by their names in the schema. */
const dimensions = {
  DAY: { period: "day" },
  WEEK: { period: "week" },
  MONTH: { period: "month" },
  YEAR: { period: "year" },
  ORGANIZATION: { subject: "organization" },
  AUTHOR: { subject: "author" },
  KEYWORD: { subject: "keyword" },
} as const satisfies Record<string, { period: Period } | { subject: Subject }>;

export type StatDimension = keyof typeof dimensions;

/** @throws InputError for more than two dimensions, two periods, or one dimension twice */
export function parseDimensions(by: readonly StatDimension[]): Dimensions {
  if (by.length > 2) throw new InputError(`by: ${by.length} dimensions are too many. Use at most two.`);
  if (by.length === 2 && by[0] === by[1])
    throw new InputError(`by: ${by[0]} is listed twice. List each dimension once.`);
  const named = by.map((name) => dimensions[name]);
  const periods = named.flatMap((dimension) => ("period" in dimension ? [dimension.period] : []));
  if (periods.length > 1)
    throw new InputError(
      `by: ${by.join(" and ")} are both periods. Combine one period with ORGANIZATION, AUTHOR or KEYWORD.`,
    );
  const subjects = named.flatMap((dimension) => ("subject" in dimension ? [dimension.subject] : []));
  return { period: periods[0] ?? null, subjects };
}

/**
 * Statistics of the papers that match a filter, computed lazily.
 *
 * @throws InputError if `first` is out of range
 */
export function paperStats(db: Queryable, query: StatsQuery): PaperStats {
  requireGroups(query);
  const { first, filter } = query;
  const listed = once(() => listGroups(db, query));
  return {
    totals: once(() => countTotals(db, filter)),
    groups: async () => (await listed()).slice(0, first),
    truncated: async () => (await listed()).length > first,
  };
}

/** @throws InputError if `first` is out of range */
export function requireGroups({ first }: Pick<StatsQuery, "first">): void {
  if (!Number.isInteger(first) || first < 0 || first > maxGroups)
    throw new InputError(
      `first: ${first} is out of range. Use 0 to ${maxGroups}, and narrow the filter if there are more groups.`,
    );
}

const noSums: Sums = { papers: 0, upvotes: 0, comments: 0 };
/** Maximum of GraphQL's Int and of a Postgres integer; larger sums are clamped. */
const maxSum = sql`2147483647`;
const sums = sql`
  coalesce(sum(papers), 0)::int as papers, least(coalesce(sum(upvotes), 0), ${maxSum})::int as upvotes,
  least(coalesce(sum(comments), 0), ${maxSum})::int as comments
`;

/** The sums over all papers that match: one row of `papers`, `upvotes` and `comments`. */
export function totalsSql(filter: PaperFilter): Sql {
  return sql`select ${sums} from (${summedRows(filter, ungrouped)}) counted`;
}

async function countTotals(db: Queryable, filter: PaperFilter): Promise<PaperTotals> {
  const [counted] = await db.query<Sums>(totalsSql(filter));
  return { ...(counted ?? noSums), ...measuresOf(db, filter, ungrouped, [])(noKeys) };
}

/** Groups with papers, at most `first + 1`, in the order of `groupOrder`: their keys and their sums. */
function groupsSql({ filter, by, first }: StatsQuery): Sql {
  const subjects = by.subjects.map((subject) => raw(`${subject}_id`));
  const period = by.period === null ? [] : [sql`${periodOf(by.period, sql`published_on`)} as period`];
  return sql`
    select ${join([...period, ...subjects, sums])} from (${sourceRows(filter, by, first)}) counted
    group by ${join(keyColumns(by).map(({ column }) => column))} order by ${groupOrder(by)} limit ${raw(`${first + 1}`)}
  `;
}

/** The order of groups, as columns of `filledGroupsSql`. */
export function groupOrder({ period, subjects }: Dimensions): Sql {
  const keys = subjects.map((subject) => `${subject}_id`);
  return raw([...(period === null ? [] : ["period"]), "papers desc", "upvotes desc", ...keys].join(", "));
}

/**
 * All groups as `PaperStats.groups` has them, at most `limit`, in the order of `groupOrder`: every key, null where not grouped
 * by, and the sums.
 */
export function filledGroupsSql(query: StatsQuery, limit: number): Sql {
  const { by, filter } = query;
  if (keyColumns(by).length === 0)
    return sql`select ${nullKeys(by)}, 0 as papers, 0 as upvotes, 0 as comments where false`;
  const ordered = sql`order by ${groupOrder(by)} limit ${raw(`${limit}`)}`;
  if (by.period === null)
    return sql`select ${nullKeys(by)}, listed.* from (${groupsSql(query)}) listed ${ordered}`;
  const subjects = by.subjects.map((subject) => sql`listed.${raw(`${subject}_id`)}`);
  return sql`
    with listed as (${groupsSql(query)})
    select ${join([nullKeys(by), sql`covered.period`, ...subjects])}, coalesce(papers, 0) as papers,
      coalesce(upvotes, 0) as upvotes, coalesce(comments, 0) as comments
    from (${periodsSql(by.period, publicationRange(filter), limit)}) covered left join listed using (period)
    ${ordered}
  `;
}

/** The first days of the periods of a range, at most `limit`: each has a group. An open bound is that of `listed`. */
function periodsSql(period: Period, { from, to }: DateRange, limit: number): Sql {
  const step = raw(`interval '1 ${period}'`);
  const [first, last] = [from, to].map((date) => date && startOfPeriod(period, date));
  const start = (date: Date) => sql`${utcDate(date)}::date::timestamp`;
  if (first && last) {
    // As a constant, so that Postgres can plan the statement without its values.
    const count = raw(`${Math.min(periodsBetween(period, first, last), limit)}`);
    return sql`select (${start(first)} + at * ${step})::date as period from generate_series(0, ${count}) at`;
  }
  return sql`
    select day::date as period
    from (
      select ${first ? start(first) : sql`min(period)::timestamp`} as first,
        ${last ? start(last) : sql`max(period)::timestamp`} as last
      from listed having count(*) > 0
    ) bounds
    cross join generate_series(first, least(last, first + ${raw(`${limit}`)} * ${step}), ${step}) day
  `;
}

/** Columns of the keys that are not grouped by. */
function nullKeys({ period, subjects }: Dimensions): Sql {
  const absent = [
    ...(period === null ? [sql`null::date as period`] : []),
    ...(["organization", "author", "keyword"] as const)
      .filter((subject) => !subjects.includes(subject))
      .map((subject) => sql`null::int as ${raw(`${subject}_id`)}`),
  ];
  return join(absent);
}

/** Loads up to `first + 1` groups; the extra one only indicates that there are more. */
async function listGroups(db: Queryable, query: StatsQuery): Promise<StatGroup[]> {
  const { filter, by, first } = query;
  if (keyColumns(by).length === 0) return [];
  const rows = await db.query<GroupKeys & Sums>(sql`
    select ${allKeyColumns}, papers, upvotes, comments
    from (${filledGroupsSql(query, first + 1)}) filled order by ${groupOrder(by)}
  `);
  const measures = measuresOf(db, filter, by, rows.filter(({ papers }) => papers > 0).slice(0, first));
  return rows.map(({ papers, upvotes, comments, ...key }) => ({
    ...key,
    totals: { papers, upvotes, comments, ...measures(key) },
  }));
}
