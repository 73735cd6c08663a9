import sql, { join } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { once } from "../concurrency/once.js";
import { InputError } from "../values/input-error.js";
import { type GroupKeys, keyColumns, keyedRows, noKeys } from "./group-keys.js";
import { type Measures, measuresOf } from "./measures.js";
import { fillPeriods, type Period } from "./periods.js";
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
  const { first, filter } = query;
  if (!Number.isInteger(first) || first < 0 || first > maxGroups)
    throw new InputError(
      `first: ${first} is out of range. Use 0 to ${maxGroups}, and narrow the filter if there are more groups.`,
    );
  const listed = once(() => listGroups(db, query));
  return {
    totals: once(() => countTotals(db, filter)),
    groups: async () => (await listed()).slice(0, first),
    truncated: async () => (await listed()).length > first,
  };
}

const noSums: Sums = { papers: 0, upvotes: 0, comments: 0 };
/** Maximum of GraphQL's Int and of a Postgres integer; larger sums are clamped. */
const maxSum = sql`2147483647`;
const sums = sql`
  coalesce(sum(papers), 0)::int as papers, least(coalesce(sum(upvotes), 0), ${maxSum})::int as upvotes,
  least(coalesce(sum(comments), 0), ${maxSum})::int as comments
`;

async function countTotals(db: Queryable, filter: PaperFilter): Promise<PaperTotals> {
  const [counted] = await db.query<Sums>(sql`select ${sums} from (${summedRows(filter, ungrouped)}) counted`);
  return { ...(counted ?? noSums), ...measuresOf(db, filter, ungrouped, [])(noKeys) };
}

/** Loads up to `first + 1` groups; the extra one only indicates that there are more. */
async function listGroups(db: Queryable, { filter, by, first }: StatsQuery): Promise<StatGroup[]> {
  const keys = keyColumns(by);
  if (keys.length === 0) return [];
  const rows = await db.query<Partial<GroupKeys> & Sums>(sql`
    select ${join(keys.map(({ column, field }) => sql`${column} as ${field}`))}, ${sums}
    from (${keyedRows(by, summedRows(filter, by, first))}) counted
    group by ${join(keys.map(({ column }) => column))}
    having sum(papers) > 0
    order by ${by.period === null ? sql`` : sql`period, `}papers desc, upvotes desc,
      ${join(keys.map(({ column }) => column))}
    limit ${first + 1}
  `);
  const groups = rows.map((row) => ({ ...noKeys, ...row }));
  const emptyAt = (period: Date) => ({ ...noKeys, ...noSums, period });
  const filled =
    by.period === null
      ? groups
      : fillPeriods(by.period, groups, publicationRange(filter), first + 1, emptyAt);
  const measures = measuresOf(db, filter, by, groups.slice(0, first));
  return filled.map(({ papers, upvotes, comments, ...key }) => ({
    ...key,
    totals: { papers, upvotes, comments, ...measures(key) },
  }));
}
