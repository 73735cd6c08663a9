import sql, { join, raw, type Sql } from "sql-template-tag";
import { type GroupMeasure, measureSql } from "../../domain/stats/measures.js";
import type { StatsQuery } from "../../domain/stats/paper-stats.js";
import type { FieldSql } from "../builder/field-sql.js";

/** The scope of `PaperStats` and what is below, in SQL. */
export interface StatScope {
  readonly query: StatsQuery;
  /** Whether `totals` are those of a group, not of all papers. */
  readonly ofGroup: boolean;
}

export function statScopeOf(scope: unknown): StatScope {
  return scope as StatScope;
}

export function measure(name: GroupMeasure): FieldSql {
  return {
    value: (_arguments, { scope }) => {
      const { query, ofGroup } = statScopeOf(scope);
      return ofGroup ? sql`totals.${raw(name)}` : measureSql(query, name);
    },
  };
}

export function percentilesSql({ query, ofGroup }: StatScope, at: readonly number[]): Sql {
  if (!ofGroup) return measureSql(query, "percentiles", at);
  const { fractions = [] } = query.wanted.groups ?? {};
  const values = at.map(
    (fraction) => sql`totals.percentiles[${raw(String(fractions.indexOf(fraction) + 1))}]`,
  );
  return sql`case when totals.papers > 0 then array[${join(values)}] end`;
}
