import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { StatSource } from "./matched-papers.js";
import { periodOf } from "./periods.js";
import { byOrganization, type Dimensions, paperRows, summedRows, ungrouped } from "./source-rows.js";
import { authorsOfMonth, upvoteRows } from "./stored-months.js";
import { keyColumns } from "./subjects.js";

// Aggregates that do not follow from partial sums, as SQL.

/** Names of the columns of measures, with their types. */
export const measureTypes = {
  authors: "int",
  organizations: "int",
  median: "float8",
  max: "int",
  percentiles: "float8[]",
} as const;

export type GroupMeasure = keyof typeof measureTypes;

/** Measures that are wanted of groups, and at which fractions percentiles are. */
export interface WantedMeasures {
  readonly measures: readonly GroupMeasure[];
  readonly fractions: readonly number[];
}

/** A measure of all papers that match, as an SQL expression. */
export function measureSql(source: StatSource, name: GroupMeasure, fractions: readonly number[] = []): Sql {
  const { filter } = source;
  const papers = paperRows(source, ungrouped);
  const distribution = upvoteRows(filter);
  switch (name) {
    case "authors": {
      // Unlike `count(distinct)`, this does not sort.
      const counted = sql`(
        select count(*) from (
          select distinct author_id from (${papers}) counted join authorships using (paper_id) where author_id is not null
        ) author
      )`;
      const stored = authorsOfMonth(filter);
      return stored === undefined ? counted : sql`coalesce(${stored}, ${counted})`;
    }
    case "organizations":
      return sql`(
        select count(distinct organization_id) filter (where papers > 0)
        from (${summedRows(source, byOrganization)}) counted
      )`;
    case "median":
      return distribution === undefined
        ? sql`(select percentile_cont(0.5) within group (order by upvotes) from (${papers}) counted)`
        : medianOf(distribution);
    case "max":
      return sql`(select max(upvotes) from (${distribution ?? papers}) counted)`;
    case "percentiles":
      return distribution === undefined
        ? sql`(select ${percentilesAt(fractions)} from (${papers}) counted)`
        : percentilesOf(distribution, fractions);
  }
}

/** Papers by number of upvotes, with how many have at most as many, and how many there are. */
function ranked(distribution: Sql): Sql {
  return sql`
    select upvotes, (sum(papers) over (order by upvotes))::bigint as reached, (sum(papers) over ())::bigint as total
    from (select upvotes, sum(papers) as papers from (${distribution}) counted group by upvotes) summed
  `;
}

/** The mean of the two values in the middle, which are one if the number of papers is odd. */
function medianOf(distribution: Sql): Sql {
  const at = (place: Sql) => sql`min(upvotes) filter (where reached > ${place})::float8`;
  return sql`(
    select (${at(sql`(total - 1) / 2`)} + ${at(sql`total / 2`)}) / 2 from (${ranked(distribution)}) ranked
  )`;
}

/** The same as `percentilesAt`: between the values before and after. */
function percentilesOf(distribution: Sql, fractions: readonly number[]): Sql {
  const at = (round: string) =>
    sql`(select min(upvotes) from ranked where reached > ${raw(round)}(place))::float8`;
  return rounded(sql`(
    with ranked as materialized (${ranked(distribution)})
    select array_agg(low + (place - floor(place)) * (high - low) order by number) from (
      select number, place, ${at("floor")} as low, ${at("ceil")} as high
      from (
        select number, fraction * ((select max(total) from ranked) - 1) as place
        from unnest(${fractions}::float8[]) with ordinality fractions(fraction, number)
      ) placed where place is not null
    ) valued
  )`);
}

function percentilesAt(fractions: readonly number[]): Sql {
  return rounded(sql`percentile_cont(${fractions}::float8[]) within group (order by counted.upvotes)`);
}

/** Between two values, the sum is as inexact as binary fractions are: 67.10000000000014. */
function rounded(percentiles: Sql): Sql {
  return sql`(
    select array_agg(round(value::numeric, 6)::float8 order by number)
    from unnest(${percentiles}) with ordinality exact(value, number)
  )`;
}

/**
 * Groups with measures as further columns.
 *
 * @param groups a table with the keys of groups
 * @param all whether these are all groups, so that papers of others need not be left out
 */
export function withMeasures(
  query: StatSource & { readonly by: Dimensions },
  groups: Sql,
  { measures, fractions }: WantedMeasures,
  all = false,
): Sql {
  const shown = all ? undefined : groups;
  const { by } = query;
  const papers = paperRows(query, by);
  const measured = (columns: Sql, joins: Sql = empty) => measuredGroups(by, papers, columns, joins, shown);
  const spread = measures.filter((name) => name !== "authors");
  const aggregates = {
    organizations: sql`count(distinct counted.organization_id)::int`,
    median: sql`percentile_cont(0.5) within group (order by counted.upvotes)`,
    max: sql`max(counted.upvotes)`,
    percentiles: percentilesAt(fractions),
  };
  const parts = [
    ...(spread.length === 0
      ? []
      : [measured(join(spread.map((name) => sql`${aggregates[name]} as ${raw(name)}`)))]),
    ...(measures.includes("authors")
      ? [by.subjects.includes("author") ? authorsPerAuthor(by, measured) : authorsOfGroups(measured)]
      : []),
  ];
  const columns = measures.map((name) =>
    name === "authors" || name === "organizations"
      ? sql`coalesce(${raw(name)}, 0) as ${raw(name)}`
      : raw(name),
  );
  return sql`
    select ${join([sql`groups.*`, ...columns])} from ${groups} groups
    ${join(
      parts.map(
        (part, index) =>
          sql`left join (${part}) ${raw(`part${index}`)} using (${raw(keyColumns(by).join(", "))})`,
      ),
      " ",
    )}
  `;
}

type Measured = (columns: Sql, joins?: Sql) => Sql;

function authorsOfGroups(measured: Measured): Sql {
  return measured(
    sql`count(distinct writer.author_id)::int as authors`,
    sql`join authorships writer on writer.paper_id = counted.paper_id and writer.author_id is not null`,
  );
}

/**
 * Co-authors have the same papers: a paper with 3,303 authors is in as many groups, and each includes all of them. So
 * authors are counted once per distinct set of papers, not per group.
 */
function authorsPerAuthor(by: Dimensions, measured: Measured): Sql {
  return sql`
    with member as (
      ${measured(sql`array_agg(counted.paper_id order by counted.paper_id) as papers`)}
    ), sets as materialized (
      select papers, (
        select count(distinct author_id)::int from authorships
        where paper_id = any(papers) and author_id is not null
      ) as authors
      from (select distinct papers from member) member
    )
    select ${raw(keyColumns(by).join(", "))}, authors from member join sets using (papers)
  `;
}

function measuredGroups(by: Dimensions, papers: Sql, columns: Sql, joins: Sql, shown: Sql | undefined): Sql {
  const of = (table: string) =>
    raw(
      keyColumns(by)
        .map((key) => `${table}.${key}`)
        .join(", "),
    );
  const rows =
    by.period === null
      ? papers
      : sql`select ${periodOf(by.period, sql`day`)} as period, * from (${papers}) dated`;
  const only =
    shown === undefined ? empty : sql`join ${shown} shown on (${of("shown")}) = (${of("counted")})`;
  return sql`select ${of("counted")}, ${columns} from (${rows}) counted ${only} ${joins} group by ${of("counted")}`;
}
