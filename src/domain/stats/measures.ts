import sql, { empty, join, raw, type Sql } from "sql-template-tag";
import type { Queryable } from "../../db/database.js";
import type { PaperFilter } from "../catalog/paper-filter.js";
import { once } from "../concurrency/once.js";
import { type GroupKeys, keyColumns, keyedRows, keyOf, noKeys } from "./group-keys.js";
import { byOrganization, type Dimensions, paperRows, summedRows, ungrouped } from "./source-rows.js";
import { authorsOfMonth, upvoteRows } from "./stored-months.js";

/** Expensive aggregates, computed on demand. */
export interface Measures {
  /** Number of distinct authors, excluding hidden authorships. */
  authors(): Promise<number>;
  /** Number of distinct organizations. */
  organizations(): Promise<number>;
  /** Distribution of upvotes; null without papers. */
  spread(): Promise<{ median: number | null; max: number | null }>;
}

/**
 * Measures of groups. The first request for a measure computes it for all groups in one statement.
 *
 * @param shown the groups; empty without dimensions
 */
export function measuresOf(
  db: Queryable,
  filter: PaperFilter,
  by: Dimensions,
  shown: readonly GroupKeys[],
): (key: GroupKeys) => Measures {
  const measured = <Row extends object>(statement: Sql) =>
    once(async () => {
      const rows = await db.query<Partial<GroupKeys> & Row>(statement);
      return new Map(rows.map((row) => [keyOf({ ...noKeys, ...row }), row]));
    });
  const papers = paperRows(filter, by);
  const ofAll = keyColumns(by).length === 0;
  const authors = measured<{ value: number }>(
    ofAll
      ? sql`select ${measureSql(filter, "authors")}::int as value`
      : by.subjects.includes("author")
        ? authorsPerAuthor(by, shown, papers)
        : measure(
            by,
            shown,
            papers,
            sql`count(distinct writer.author_id)::int as value`,
            sql`join authorships writer on writer.paper_id = counted.paper_id and writer.author_id is not null`,
          ),
  );
  const organizations = measured<{ value: number }>(
    ofAll
      ? sql`select ${measureSql(filter, "organizations")}::int as value`
      : measure(by, shown, papers, sql`count(distinct counted.organization_id)::int as value`),
  );
  const spread = measured<{ median: number | null; max: number | null }>(
    ofAll
      ? sql`select ${measureSql(filter, "median")} as median, ${measureSql(filter, "max")} as max`
      : measure(
          by,
          shown,
          papers,
          sql`percentile_cont(0.5) within group (order by counted.upvotes) as median, max(counted.upvotes) as max`,
        ),
  );
  return (key) => ({
    authors: async () => (await authors()).get(keyOf(key))?.value ?? 0,
    organizations: async () => (await organizations()).get(keyOf(key))?.value ?? 0,
    spread: async () => (await spread()).get(keyOf(key)) ?? { median: null, max: null },
  });
}

export type MeasureName = "authors" | "organizations" | "median" | "max";

/** A measure of all papers that match, as an SQL expression. */
export function measureSql(filter: PaperFilter, name: MeasureName): Sql {
  const papers = paperRows(filter, ungrouped);
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
        from (${summedRows(filter, byOrganization)}) counted
      )`;
    case "median":
      return distribution === undefined
        ? sql`(select percentile_cont(0.5) within group (order by upvotes) from (${papers}) counted)`
        : medianOf(distribution);
    case "max":
      return sql`(select max(upvotes) from (${distribution ?? papers}) counted)`;
  }
}

/** The mean of the two values in the middle, which are one if the number of papers is odd. */
function medianOf(distribution: Sql): Sql {
  const at = (place: Sql) => sql`min(upvotes) filter (where reached > ${place})::float8`;
  return sql`(
    select (${at(sql`(total - 1) / 2`)} + ${at(sql`total / 2`)}) / 2
    from (
      select upvotes, (sum(papers) over (order by upvotes))::bigint as reached, (sum(papers) over ())::bigint as total
      from (select upvotes, sum(papers) as papers from (${distribution}) counted group by upvotes) summed
    ) ranked
  )`;
}

/**
 * Co-authors have the same papers: a paper with 3,303 authors is in as many groups, and each includes all of them. So
 * authors are counted once per distinct set of papers, not per group.
 */
function authorsPerAuthor(by: Dimensions, shown: readonly GroupKeys[], papers: Sql): Sql {
  const fields = join(keyColumns(by).map(({ field }) => field));
  return sql`
    with member as (
      ${measure(by, shown, papers, sql`array_agg(counted.paper_id order by counted.paper_id) as papers`)}
    ), counted as materialized (
      select papers, (
        select count(distinct author_id)::int from authorships
        where paper_id = any(papers) and author_id is not null
      ) as value
      from (select distinct papers from member) sets
    )
    select ${fields}, value from member join counted using (papers)
  `;
}

function measure(
  by: Dimensions,
  shown: readonly GroupKeys[],
  papers: Sql,
  value: Sql,
  joins: Sql = empty,
): Sql {
  const keys = keyColumns(by);
  if (keys.length === 0) return sql`select ${value} from (${papers}) counted ${joins}`;
  const arrays = keys.map(({ name, type }) => sql`${shown.map((group) => group[name])}::${raw(type)}[]`);
  return sql`
    select ${join(keys.map(({ column, field }) => sql`counted.${column} as ${field}`))}, ${value}
    from (${keyedRows(by, papers)}) counted
    join unnest(${join(arrays)}) as shown(${join(keys.map(({ column }) => column))})
      on ${join(
        keys.map(({ column }) => sql`shown.${column} = counted.${column}`),
        " and ",
      )}
    ${joins}
    group by ${join(keys.map(({ column }) => sql`counted.${column}`))}
  `;
}
