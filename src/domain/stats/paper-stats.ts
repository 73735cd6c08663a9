import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { once } from "../concurrency/once.js";
import { utcDate } from "../values/dates.js";
import { InputError } from "../values/input-error.js";
import { allKeyColumns, type GroupKeys, keyColumns, keyedRows, noKeys } from "./group-keys.js";
import { type Measures, measuresOf } from "./measures.js";
import { type Period, startOfPeriod } from "./periods.js";
import { type Dimensions, type Subject, summedRows, ungrouped } from "./source-rows.js";

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

/**
 * Groups with papers, at most `first + 1`: their keys, their sums, and `place`, which orders them. Only these are numbered:
 * sorting all groups would take longer than grouping.
 */
function groupsSql({ filter, by, first }: StatsQuery): Sql {
  const keys = join(keyColumns(by).map(({ column }) => column));
  const order = sql`${by.period === null ? empty : sql`period, `}papers desc, upvotes desc, ${keys}`;
  return sql`
    select *, row_number() over (order by ${order})::int as place
    from (
      select ${keys}, ${sums}
      from (${keyedRows(by, summedRows(filter, by, first))}) counted
      group by ${keys}
      having sum(papers) > 0
      order by ${order}
      limit ${first + 1}
    ) summed
    order by place
  `;
}

/**
 * All groups as `PaperStats.groups` has them, at most `limit`: every key, null where not grouped by, the sums, and `place`,
 * which orders them.
 */
export function filledGroupsSql(query: StatsQuery, limit: number): Sql {
  const { by, filter } = query;
  const keys = keyColumns(by);
  if (keys.length === 0)
    return sql`select ${nullKeys(by)}, 0 as papers, 0 as upvotes, 0 as comments, 0 as place where false`;
  if (by.period === null)
    return sql`select ${nullKeys(by)}, listed.* from (${groupsSql(query)}) listed order by place limit ${limit}`;
  const { from, to } = publicationRange(filter);
  const bound = (date: string | undefined, otherwise: Sql) =>
    date === undefined ? otherwise : sql`${utcDate(startOfPeriod(by.period as Period, date))}::date`;
  // Every period has a group, so later ones exceed the limit.
  const step = raw(`interval '1 ${by.period}'`);
  const subjects = by.subjects.map((subject) => sql`listed.${raw(`${subject}_id`)}`);
  return sql`
    with listed as (${groupsSql(query)})
    select ${nullKeys(by)}, covered.period::date as period, ${join([...subjects, empty], ", ")}
      coalesce(papers, 0) as papers, coalesce(upvotes, 0) as upvotes, coalesce(comments, 0) as comments,
      row_number() over (order by covered.period, listed.place) as place
    from (
      select ${bound(from, sql`(select min(period) from listed)`)}::timestamp as first,
        ${bound(to, sql`(select max(period) from listed)`)}::timestamp as last
    ) bounds
    cross join generate_series(first, least(last, first + ${limit}::int * ${step}), ${step}) covered(period)
    left join listed on listed.period = covered.period::date
    where last is not null
    order by place
    limit ${limit}
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
    from (${filledGroupsSql(query, first + 1)}) filled order by place
  `);
  const measures = measuresOf(db, filter, by, rows.filter(({ papers }) => papers > 0).slice(0, first));
  return rows.map(({ papers, upvotes, comments, ...key }) => ({
    ...key,
    totals: { papers, upvotes, comments, ...measures(key) },
  }));
}
