import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import { type CoveredDates, coveredDates } from "./covered-dates.js";
import type { StatSource } from "./matched-papers.js";
import { type GroupMeasure, measureTypes, type WantedMeasures, withMeasures } from "./measures.js";
import { lengthOf, minDays, type Periods, periodOf, periodsBetween, startOfPeriod } from "./periods.js";
import type { Dimensions } from "./source-rows.js";
import { groupOrder, isOfSums, orderedMeasure, type StatOrder } from "./stat-order.js";
import { sourceRows } from "./stored-months.js";
import { absentKeys, keyColumns } from "./subjects.js";
import { noSums, sums } from "./sums.js";

/** Groups of papers: the first ones in an order, or the last ones. */
export interface GroupsQuery extends StatSource {
  readonly by: Dimensions;
  readonly order: StatOrder | undefined;
  readonly backward: boolean;
  readonly size: number;
  /** Whether all periods have groups: with papers or without, and of each subject. */
  readonly dense: boolean;
}

/**
 * The groups as common table expressions, of which `listed` has the keys and sums of each, the measure of the order, and
 * `ord`, which counts from the first group, or from the last one if backward.
 *
 * @param limit maximum number of groups
 */
export function listedGroups(query: GroupsQuery, limit: number): Sql {
  const { by, order, backward, dense } = query;
  if (keyColumns(by).length === 0)
    return sql`listed as (select ${noSums}, ${noMeasures}, 1 as ord where false)`;
  const listed = (groups: Sql) => sql`
    listed as (
      select *, row_number() over () as ord
      from (select * from ${groups} groups order by ${groupOrder(by, order, backward)} limit ${raw(String(limit))}) groups
    )
  `;
  if (by.period === null || !dense) return listed(sql`(${summedGroups(query, limit)})`);
  const all = sql`(select * from summed union all ${emptyGroups(query, by.period, limit)})`;
  return sql`summed as (${summedGroups(query, undefined)}), ${listed(all)}`;
}

/** Groups with papers. @param limit number of those needed; undefined for all */
function summedGroups(query: GroupsQuery, limit: number | undefined): Sql {
  const { by, order, backward } = query;
  const columns = [
    ...(by.period === null ? [] : [sql`${periodOf(by.period, sql`day`)} as period`]),
    ...keyColumns({ ...by, period: null }).map((key) => raw(key)),
  ];
  const top =
    limit === undefined || !isOfSums(order)
      ? undefined
      : {
          size: limit,
          order: groupOrder(
            { ...by, period: null },
            order?.measure === "PERIOD" ? undefined : order,
            backward,
          ),
          isByTime: order === undefined && !backward,
        };
  const summed = sql`
    select ${join([...columns, sums])} from (${sourceRows(query, by, top)}) counted
    group by ${raw(keyColumns(by).join(", "))}
  `;
  const measure = orderedMeasure(order);
  if (measure === undefined) return summed;
  return withMeasures(query, sql`(${summed})`, { measures: [measure], fractions: [] }, true);
}

/**
 * Groups without papers that may be among the first ones in the order, or the last ones: they are equal but for their keys.
 * Empty periods are those between the dates that the filter covers; an open end is that of the groups with papers.
 */
function emptyGroups({ filter, by, order, backward }: GroupsQuery, period: Periods, limit: number): Sql {
  const measure = orderedMeasure(order);
  const keys = keyColumns({ ...by, period: null });
  const nothing = sql`${noSums}${measure === undefined ? empty : sql`, ${withoutPapers(measure)}`}`;
  const subjects =
    keys.length === 0
      ? empty
      : sql`cross join (select distinct ${raw(keys.join(", "))} from summed) subjects`;
  const all = raw(keyColumns(by).join(", "));
  // Otherwise equal groups are in ascending order of period.
  const latest = backward !== (order?.measure === "PERIOD" && order.direction === "DESC");
  return sql`
    select ${all}, ${nothing} from (
      select ${all} from ${emptyPeriods(period, coveredDates(filter, period), { perPeriod: keys, latest, limit })} ${subjects}
      except select ${all} from summed
    ) unused
  `;
}

/** The columns of measures where there are no groups. */
const noMeasures = join(Object.entries(measureTypes).map(([name, type]) => raw(`null::${type} as ${name}`)));

function withoutPapers(measure: GroupMeasure): Sql {
  return raw(measure === "authors" || measure === "organizations" ? "0" : `null::${measureTypes[measure]}`);
}

/** From how many periods on only those are listed that may be needed. */
const manyPeriods = 1_000;

/** The first days of the periods that may be needed, as a table `covered`. */
function emptyPeriods(
  { unit, weekStart }: Periods,
  { first, last }: CoveredDates,
  { perPeriod, latest, limit }: { perPeriod: readonly string[]; latest: boolean; limit: number },
): Sql {
  const startOf = (date: string) => periodOf({ unit, weekStart }, sql`${date}::date`);
  const step = lengthOf(unit);
  if (perPeriod.length === 0 && first !== undefined && last !== undefined) {
    const count = periodsBetween(
      unit,
      startOfPeriod(unit, first, weekStart),
      startOfPeriod(unit, last, weekStart),
    );
    // As a constant, so that Postgres can plan the statement without its values.
    if (count < manyPeriods)
      return sql`(
        select (${startOf(first)} + at * ${step})::date as period from generate_series(0, ${raw(String(count))}) at
      ) covered`;
  }
  const subjects = perPeriod.length === 0 ? raw("1") : sql`count(distinct (${raw(perPeriod.join(", "))}))`;
  // Even if all groups with papers were of these periods, as many as needed would be without.
  const reach = sql`(${raw(String(limit))} + count(*)) / greatest(${subjects}, 1) + 1`;
  const bound = (date: string | undefined, end: Sql) => (date === undefined ? end : startOf(date));
  // Compared in days first: thousands of years before a date, Postgres has no date.
  const isWithinReach = sql`last - first <= reach * ${raw(String(minDays[unit]))}`;
  const series = latest
    ? sql`generate_series(last::timestamp, case when first <= last then
        case when ${isWithinReach} then first else greatest(first::timestamp, last - reach * ${step}) end end, -${step})`
    : sql`generate_series(first::timestamp, case when first <= last then
        case when ${isWithinReach} then last else least(last::timestamp, first + reach * ${step}) end end, ${step})`;
  return sql`(
    select day::date as period from (
      select ${bound(first, sql`min(period)`)} as first, ${bound(last, sql`max(period)`)} as last, ${reach} as reach
      from summed
    ) bounds cross join ${series} day
  ) covered`;
}

/** The groups of `listedGroups` with all keys, null where not grouped by, their sums, the measures wanted, and `ord`. */
export function measuredGroups(query: GroupsQuery, wanted: WantedMeasures): Sql {
  const ordered = orderedMeasure(query.order);
  const isGrouped = keyColumns(query.by).length > 0;
  const measures = wanted.measures.filter((name) => isGrouped && name !== ordered);
  const measured =
    measures.length === 0 ? sql`listed` : sql`(${withMeasures(query, sql`listed`, { ...wanted, measures })})`;
  return sql`select ${join([sql`measured.*`, ...absentKeys(query.by)])} from ${measured} measured`;
}
