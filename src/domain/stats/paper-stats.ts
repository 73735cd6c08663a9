import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import { isPartial } from "./covered-dates.js";
import { type GroupsQuery, listedGroups, measuredGroups } from "./groups.js";
import { type GroupMeasure, measureSql, measureTypes, type WantedMeasures } from "./measures.js";
import { summedRows, ungrouped } from "./source-rows.js";
import { absentKeys, type GroupKeys, groupKeys } from "./subjects.js";
import { sums } from "./sums.js";

/** Aggregates over a set of papers. Measures that are not wanted are null. */
export interface PaperTotals {
  papers: number;
  upvotes: number;
  comments: number;
  average: number | null;
  share: number | null;
  authors: number;
  organizations: number;
  median: number | null;
  max: number | null;
  percentiles: number[] | null;
  /** Those at which the percentiles are. */
  fractions: readonly number[];
}

export interface StatGroup extends GroupKeys {
  /** Whether the period has not ended, or is cut by the filter. */
  partial: boolean;
  totals: PaperTotals;
}

export interface StatsQuery extends GroupsQuery {
  readonly now: Date;
  readonly wanted: WantedStats;
}

/** What is selected. */
export interface WantedStats {
  readonly totals: WantedMeasures | undefined;
  readonly groups: WantedMeasures | undefined;
  readonly truncated: boolean;
  /** The share of all papers, of any. */
  readonly share: boolean;
}

export interface PaperStats {
  readonly totals: PaperTotals;
  readonly groups: readonly StatGroup[];
  /** Whether groups were omitted because of their number. */
  readonly truncated: boolean;
}

type Row = { ord: number | null; partial: boolean } & GroupKeys & Omit<PaperTotals, "fractions">;

/** Statistics of the papers that match a filter, in one statement. */
export async function paperStats(db: Queryable, query: StatsQuery): Promise<PaperStats> {
  const { size, backward, wanted } = query;
  const selects = [
    ...(wanted.totals ? [totalsRow(query, wanted.totals)] : []),
    ...(listsGroups(wanted) ? [groupRows(query)] : []),
  ];
  const rows =
    selects.length === 0
      ? []
      : await db.query<Row>(sql`with ${statsParts(query)} ${join(selects, " union all ")} order by ord`);
  const listed = rows.filter(({ ord }) => ord !== null);
  const groups = listed
    .slice(0, size)
    .map((row): StatGroup => ({ ...row, totals: { ...row, fractions: wanted.groups?.fractions ?? [] } }));
  const totals = rows.find(({ ord }) => ord === null) ?? noPapers;
  return {
    totals: { ...totals, fractions: wanted.totals?.fractions ?? [] },
    groups: backward ? groups.reverse() : groups,
    truncated: listed.length > size,
  };
}

function totalsRow(query: StatsQuery, { measures, fractions }: WantedMeasures): Sql {
  const columns = totalsColumns(query.wanted, (name) =>
    measures.includes(name) ? measureSql(query, name, fractions) : undefined,
  );
  const keys = sql`select ${join(absentKeys(ungrouped))}`;
  return sql`select null::int as ord, false as partial, ${groupKeys}, ${columns} from whole, (${keys}) keys`;
}

function groupRows(query: StatsQuery): Sql {
  const { wanted } = query;
  const { measures, fractions } = wanted.groups ?? { measures: [], fractions: [] };
  const columns = totalsColumns(wanted, (name) => (measures.includes(name) ? raw(name) : undefined));
  return sql`
    select ord::int, ${partialSql(query)} as partial, ${groupKeys}, ${columns}
    from (${measuredGroups(query, { measures, fractions })}) g
  `;
}

/** Whether the period of a group `g` is partial. */
export function partialSql({ filter, by, now }: Pick<StatsQuery, "filter" | "by" | "now">): Sql {
  return by.period === null ? sql`false` : isPartial(filter, by.period, now, sql`g.period`);
}

function listsGroups({ groups, truncated }: WantedStats): boolean {
  return groups !== undefined || truncated;
}

/**
 * Common table expressions that statistics are read from: `whole` has the sums over all papers that match, `listed` the groups
 * and, if `truncated` is wanted, one more.
 */
export function statsParts(query: StatsQuery): Sql | undefined {
  const { size, wanted } = query;
  const parts = [
    ...(wanted.totals || wanted.share
      ? [sql`whole as (select ${sums} from (${summedRows(query, ungrouped)}) counted)`]
      : []),
    ...(listsGroups(wanted) ? [listedGroups(query, wanted.truncated ? size + 1 : size)] : []),
  ];
  return parts.length === 0 ? undefined : join(parts);
}

/** The share of all papers that match, of a row with `papers`. */
export const shareSql: Sql = sql`(papers::float8 / nullif((select whole.papers from whole), 0))`;

const noPapers: Omit<PaperTotals, "fractions"> = {
  papers: 0,
  upvotes: 0,
  comments: 0,
  average: null,
  share: null,
  authors: 0,
  organizations: 0,
  median: null,
  max: null,
  percentiles: null,
};

/** The columns of `PaperTotals`. @param columnOf undefined for what is not wanted */
function totalsColumns({ share }: WantedStats, columnOf: (name: GroupMeasure) => Sql | undefined): Sql {
  const names = Object.keys(measureTypes) as GroupMeasure[];
  return join([
    sql`papers, upvotes, comments, average, ${share ? shareSql : sql`null::float8`} as share`,
    ...names.map((name) => sql`${columnOf(name) ?? sql`null`}::${raw(measureTypes[name])} as ${raw(name)}`),
  ]);
}
