import sql, { raw } from "sql-template-tag";
import { measuredGroups } from "../../domain/stats/groups.js";
import {
  type PaperStats,
  type PaperTotals,
  paperStats,
  partialSql,
  type StatGroup,
  shareSql,
  statsParts,
} from "../../domain/stats/paper-stats.js";
import type { Builder } from "../builder/builder.js";
import { inTurns } from "../builder/in-turns.js";
import { Selected } from "../builder/selection.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { defineStatArguments, parseStats } from "./stat-arguments.js";
import { statsCost } from "./stat-prices.js";
import { measure, percentilesSql, type StatScope, statScopeOf } from "./stat-scope.js";
import { subjectFields } from "./subject-fields.js";

/** Milliseconds for which a period that has not ended is known. */
const partialMaxAgeMs = 60_000;

/** @internal Pothos exports no name for what this returns */
export function defineStats(builder: Builder, types: Types, inputs: PaperInputs) {
  const PaperTotalsType = builder.objectRef<PaperTotals>("PaperTotals").implement({
    description: "Aggregates over a set of papers.",
    fields: (t) => ({
      papers: t.exposeInt("papers", { description: "Number of papers." }),
      upvotes: t.exposeInt("upvotes", { description: "Total upvotes, capped at 2,147,483,647." }),
      comments: t.exposeInt("comments", { description: "Total comments, capped at 2,147,483,647." }),
      averageUpvotes: t.float({
        nullable: true,
        description: "Average upvotes; null if there are no papers.",
        sql: { value: sql`totals.average` },
        resolve: ({ average }) => average,
      }),
      shareOfPapers: t.float({
        nullable: true,
        cost: { passes: 1 },
        description:
          "Share of these papers in all papers that match the filter, 0 to 1; null if none match. Shares of authors or keywords add up to more than 1, because papers have several.",
        sql: { value: shareSql },
        resolve: ({ share }) => share,
      }),
      authors: t.int({
        cost: { passes: 12 },
        description: "Number of distinct authors, excluding hidden authorships.",
        sql: measure("authors"),
        resolve: ({ authors }) => authors,
      }),
      organizations: t.int({
        cost: { passes: 0.8 },
        description: "Number of distinct organizations.",
        sql: measure("organizations"),
        resolve: ({ organizations }) => organizations,
      }),
      medianUpvotes: t.float({
        nullable: true,
        cost: { passes: 0.8 },
        description: "Median upvotes; null if there are no papers.",
        sql: measure("median"),
        resolve: ({ median }) => median,
      }),
      maxUpvotes: t.int({
        nullable: true,
        cost: { passes: 0.8 },
        description: "Maximum upvotes; null if there are no papers.",
        sql: measure("max"),
        resolve: ({ max }) => max,
      }),
      upvotePercentiles: t.floatList({
        nullable: true,
        cost: { passes: 0.8, rows: ({ at }) => at.length },
        description:
          "Percentiles of the upvotes, in the order of `at`, interpolated between papers; null if there are no papers.",
        args: {
          at: t.arg.floatList({
            required: true,
            description:
              "Fractions of the papers, 0 to 1: `[0.5, 0.9]` for the median and the 90th percentile.",
          }),
        },
        sql: {
          value: ({ at }, { scope }) => percentilesSql(statScopeOf(scope), at),
        },
        resolve: ({ percentiles, fractions }, { at }) =>
          percentiles && at.map((fraction) => percentiles[fractions.indexOf(fraction)] ?? 0),
      }),
    }),
  });

  const PaperStatGroup = builder.objectRef<StatGroup>("PaperStatGroup").implement({
    description: "A group of papers, with one value for each dimension in `by`.",
    fields: (t) => ({
      period: t.expose("period", {
        type: "Date",
        nullable: true,
        description: "First day of the period; null if `by` has no period.",
      }),
      partial: t.exposeBoolean("partial", {
        cache: { maxAgeMs: partialMaxAgeMs },
        description:
          "Whether the period has not ended yet, or is cut by a date range of the filter (in `or` and `not`, they are not considered): its numbers are not those of a whole period. False if `by` has no period.",
        sql: { value: (_arguments, { scope }) => partialSql(statScopeOf(scope).query) },
      }),
      ...subjectFields(t, types, "g", (dimension) => `if \`by\` lacks ${dimension}`),
      category: t.exposeString("category", {
        nullable: true,
        description: "arXiv category, such as `cs.CL`; null if `by` lacks CATEGORY.",
      }),
      totals: t.expose("totals", {
        type: PaperTotalsType,
        description: "Aggregates over the papers in the group.",
        sql: {
          object: { from: sql`(select g.*) totals`, conditions: [] },
        },
      }),
    }),
  });

  const PaperStatsType = builder.objectRef<PaperStats>("PaperStats").implement({
    description: "Aggregates over the papers that match a filter.",
    fields: (t) => ({
      totals: t.expose("totals", {
        type: PaperTotalsType,
        cost: { passes: 1 },
        description: "Aggregates over all matching papers, regardless of `by`.",
        sql: {
          object: (_arguments, { scope }) => ({
            from: sql`(select * from whole) totals`,
            conditions: [],
            scope,
          }),
        },
      }),
      groups: t.field({
        type: [PaperStatGroup],
        cost: { rows: "page" },
        description: "Groups in the order of `orderBy`. Empty if `by` is empty.",
        sql: {
          list: (_arguments, { scope }) => {
            const { query } = statScopeOf(scope);
            const { size, backward, wanted } = query;
            // Planning what is below takes longer than listing no group.
            if (size === 0 || wanted.groups === undefined) return undefined;
            return {
              from: sql`(${measuredGroups(query, wanted.groups)}) g`,
              conditions: wanted.truncated ? [sql`g.ord <= ${raw(String(size))}`] : [],
              order: backward ? sql`g.ord desc` : sql`g.ord`,
              scope: { query, ofGroup: true } satisfies StatScope,
            };
          },
        },
        resolve: ({ groups }, _arguments, context) => inTurns(groups, context),
      }),
      truncated: t.exposeBoolean("truncated", {
        description: "Whether there are more groups than `first` or `last`.",
        sql: {
          value: (_arguments, { scope }) =>
            sql`((select count(*) from listed) > ${raw(String(statScopeOf(scope).query.size))})`,
        },
      }),
    }),
  });

  return { PaperStats: PaperStatsType, statArguments: defineStatArguments(builder, inputs) };
}

export type StatTypes = ReturnType<typeof defineStats>;

export function defineStatsQuery(builder: Builder, { PaperStats, statArguments }: StatTypes): void {
  builder.queryField("paperStats", (t) =>
    t.field({
      type: PaperStats,
      cost: statsCost,
      description:
        "Aggregates over papers, grouped by up to two dimensions. A paper with several authors or keywords counts once for each. Only the fields you select are computed, all of the same snapshot of the data.",
      args: statArguments(t.arg),
      sql: {
        object: async (args, { context, matched, selected }) => {
          const query = { ...(await parseStats(context, args, selected())), matched };
          const parts = statsParts(query);
          return {
            with: parts,
            from: sql`(select) stats`,
            conditions: [],
            scope: { query, ofGroup: false } satisfies StatScope,
          };
        },
      },
      resolve: async (_root, args, context, info) =>
        paperStats(context.db, await parseStats(context, args, Selected.of(info))),
    }),
  );
}
