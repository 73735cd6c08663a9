import sql, { join } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { type PaperFilter, publicationRange } from "../catalog/paper-filter.js";
import { once } from "../concurrency/once.js";
import { InputError } from "../values/input-error.js";
import { type GroupKeys, keyColumns, keyedRows, noKeys } from "./group-keys.js";
import { type Measures, measuresOf } from "./measures.js";
import { fillPeriods, type Period } from "./periods.js";
import { type Dimensions, nothingBy, type Subject, summedRows } from "./source-rows.js";

/** What some papers come to. */
export type PaperTotals = Sums & Measures;

interface Sums {
  papers: number;
  upvotes: number;
  comments: number;
}

/** The papers of a period, of an organization, … whatever was counted by. */
export interface StatGroup extends GroupKeys {
  totals: PaperTotals;
}

export interface StatsQuestion {
  filter: PaperFilter;
  by: Dimensions;
  /** How many groups at most. */
  first: number;
}

export interface PaperStats {
  totals(): Promise<PaperTotals>;
  /** Time ascending, then most papers first, then most upvotes. */
  groups(): Promise<StatGroup[]>;
  /** Whether there are more groups than were asked for. */
  truncated(): Promise<boolean>;
}

/** The most groups that one question gets. */
export const mostGroups = 10_000;

/** What papers can be counted by, as the schema names it. */
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
  if (by.length > 2) throw new InputError(`by: ${by.length} dimensions are too many. Give at most two.`);
  if (by.length === 2 && by[0] === by[1])
    throw new InputError(`by: ${by[0]} is there twice. Give each dimension once.`);
  const named = by.map((name) => dimensions[name]);
  const periods = named.flatMap((dimension) => ("period" in dimension ? [dimension.period] : []));
  if (periods.length > 1)
    throw new InputError(
      `by: ${by.join(" and ")} are both periods, and a group has one. Give one period, and ORGANIZATION, AUTHOR or KEYWORD beside it.`,
    );
  const subjects = named.flatMap((dimension) => ("subject" in dimension ? [dimension.subject] : []));
  return { period: periods[0] ?? null, subjects };
}

/**
 * Statistics over the papers that meet a filter; nothing is counted before it is asked for.
 *
 * @throws InputError for `first` out of range
 */
export function paperStats(db: Queryable, question: StatsQuestion): PaperStats {
  const { first, filter } = question;
  if (!Number.isInteger(first) || first < 0 || first > mostGroups)
    throw new InputError(
      `first: ${first} is out of range. Ask for 0 to ${mostGroups} groups, and narrow the filter where there are more.`,
    );
  const listed = once(() => listGroups(db, question));
  return {
    totals: once(() => countTotals(db, filter)),
    groups: async () => (await listed()).slice(0, first),
    truncated: async () => (await listed()).length > first,
  };
}

const noSums: Sums = { papers: 0, upvotes: 0, comments: 0 };
/** GraphQL's Int ends where Postgres' does; a sum beyond it stays there. */
const largestSum = sql`2147483647`;
const sums = sql`
  coalesce(sum(papers), 0)::int as papers, least(coalesce(sum(upvotes), 0), ${largestSum})::int as upvotes,
  least(coalesce(sum(comments), 0), ${largestSum})::int as comments
`;

async function countTotals(db: Queryable, filter: PaperFilter): Promise<PaperTotals> {
  const [counted] = await db.query<Sums>(sql`select ${sums} from (${summedRows(filter, nothingBy)}) counted`);
  return { ...(counted ?? noSums), ...measuresOf(db, filter, nothingBy, [])(noKeys) };
}

/** All groups that were asked for, and one more where there is one. */
async function listGroups(db: Queryable, { filter, by, first }: StatsQuestion): Promise<StatGroup[]> {
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
