import sql from "sql-template-tag";
import { type MeasureName, measureSql } from "../../domain/stats/measures.js";
import {
  filledGroupsSql,
  groupOrder,
  maxGroups,
  type PaperStats,
  type PaperTotals,
  paperStats,
  parseDimensions,
  requireGroups,
  type StatDimension,
  type StatGroup,
  type StatsQuery,
  totalsSql,
} from "../../domain/stats/paper-stats.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import type { FieldSql } from "../builder/field-sql.js";
import { inTurns } from "../builder/in-turns.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "./paper-list.js";
import { dateShare, filterPrice, isOneMonth } from "./paper-prices.js";

export function defineStatsQuery(
  builder: Builder,
  { Organization, Author, Keyword }: Types,
  { PaperFilter }: PaperInputs,
): void {
  const StatDimension = builder.enumType("StatDimension", {
    description:
      "Dimensions to group papers by: up to two, of which at most one is a period (for example, MONTH and ORGANIZATION).",
    values: {
      DAY: { description: "Publication date." },
      WEEK: { description: "ISO week of publication, starting on Monday." },
      MONTH: { description: "Month of publication." },
      YEAR: { description: "Year of publication." },
      ORGANIZATION: { description: "Organization. Papers without one are not in any group." },
      AUTHOR: {
        description:
          "Author, excluding hidden authorships. Papers without named authors are not in any group.",
      },
      KEYWORD: { description: "Keyword. Papers without keywords are not in any group." },
    } as const,
  });

  const PaperTotalsType = builder.objectRef<PaperTotals>("PaperTotals").implement({
    description: "Aggregates over a set of papers.",
    fields: (t) => ({
      papers: t.exposeInt("papers", { description: "Number of papers." }),
      upvotes: t.exposeInt("upvotes", { description: "Total upvotes, capped at 2,147,483,647." }),
      comments: t.exposeInt("comments", { description: "Total comments, capped at 2,147,483,647." }),
      authors: t.int({
        cost: { passes: 12 },
        description: "Number of distinct authors, excluding hidden authorships.",
        sql: measureOfAll("authors"),
        resolve: (totals) => totals.authors(),
      }),
      organizations: t.int({
        cost: { passes: 0.8 },
        description: "Number of distinct organizations.",
        sql: measureOfAll("organizations"),
        resolve: (totals) => totals.organizations(),
      }),
      medianUpvotes: t.float({
        nullable: true,
        cost: { passes: 0.8 },
        description: "Median upvotes; null if there are no papers.",
        sql: measureOfAll("median"),
        resolve: async (totals) => (await totals.spread()).median,
      }),
      maxUpvotes: t.int({
        nullable: true,
        cost: { passes: 0.8 },
        description: "Maximum upvotes; null if there are no papers.",
        sql: measureOfAll("max"),
        resolve: async (totals) => (await totals.spread()).max,
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
      organization: t.field({
        type: Organization,
        nullable: true,
        cost: { batch: indexScan },
        description:
          "Organization; null if `by` lacks ORGANIZATION, and for periods in which no paper has an organization.",
        sql: { object: { from: sql`organizations o`, conditions: [sql`o.id = g.organization_id`] } },
        resolve: ({ organizationId }, _arguments, { loaders }) =>
          organizationId === null ? null : loaders.organization.load(organizationId),
      }),
      author: t.field({
        type: Author,
        nullable: true,
        cost: { batch: indexScan },
        description:
          "Author; null if `by` lacks AUTHOR, and for periods in which no paper has a named author.",
        sql: { object: { from: sql`authors a`, conditions: [sql`a.id = g.author_id`] } },
        resolve: ({ authorId }, _arguments, { loaders }) =>
          authorId === null ? null : loaders.author.load(authorId),
      }),
      keyword: t.field({
        type: Keyword,
        nullable: true,
        cost: { batch: indexScan },
        description: "Keyword; null if `by` lacks KEYWORD, and for periods in which no paper has a keyword.",
        sql: { object: { from: sql`keywords k`, conditions: [sql`k.id = g.keyword_id`] } },
        resolve: ({ keywordId }, _arguments, { loaders }) =>
          keywordId === null ? null : loaders.keyword.load(keywordId),
      }),
      totals: t.expose("totals", {
        type: PaperTotalsType,
        description: "Aggregates over the papers in the group.",
        sql: {
          object: { from: sql`(select g.papers, g.upvotes, g.comments) totals`, conditions: [] },
        },
      }),
    }),
  });

  const PaperStatsType = builder.objectRef<PaperStats>("PaperStats").implement({
    description: "Aggregates over the papers that match a filter.",
    fields: (t) => ({
      totals: t.field({
        type: PaperTotalsType,
        cost: { passes: 1 },
        description: "Aggregates over all matching papers, regardless of `by`.",
        sql: {
          object: (_arguments, { scope }) => ({
            from: sql`(${totalsSql(statsOf(scope).filter)}) totals`,
            conditions: [],
            scope,
          }),
        },
        resolve: (stats) => stats.totals(),
      }),
      groups: t.field({
        type: [PaperStatGroup],
        cost: { rows: "page" },
        description:
          "Groups by period, ascending, then by papers and upvotes, descending. Periods without papers are included with zeros throughout the filter's `publishedOn` range; an open bound stands for the first or last period with papers. Empty if `by` is empty.",
        sql: {
          list: (_arguments, { scope }) => {
            const query = statsOf(scope);
            // Planning what is below takes longer than listing no group.
            if (query.first === 0) return undefined;
            const from = sql`(${filledGroupsSql(query, query.first)}) g`;
            return { from, conditions: [], order: groupOrder(query.by) };
          },
        },
        resolve: (stats, _arguments, context) => inTurns(stats.groups(), context),
      }),
      truncated: t.boolean({
        description: "Whether there are more groups than `first`.",
        resolve: (stats) => stats.truncated(),
      }),
    }),
  });

  builder.queryField("paperStats", (t) =>
    t.field({
      type: PaperStatsType,
      cost: {
        statement: ({ filter, by }) =>
          indexScan +
          filterPrice(filter) +
          (isOneMonth(filter) && by.length === 1
            ? storedGroups
            : dateShare(filter) * groupingPrice(by).groups),
        page: ({ first }) => Math.min(first, maxGroups),
        pass: ({ filter }) =>
          isOneMonth(filter) ? storedPass : filterPrice(filter) + dateShare(filter) * groupingPrice([]).pass,
        rowPass: ({ filter, by }) => filterPrice(filter) + dateShare(filter) * groupingPrice(by).pass,
      },
      description:
        "Aggregates over papers, grouped by up to two dimensions. A paper with several authors or keywords counts once for each. Only the fields you select are computed. Measures of groups are computed one after another, so they may differ by papers that are being stored at the same time.",
      args: {
        filter: t.arg({ type: PaperFilter, description: "Returns only papers that match." }),
        by: t.arg({
          type: [StatDimension],
          required: true,
          defaultValue: [],
          description: "Dimensions to group by; returns only totals if empty.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 100,
          description: "Maximum number of groups, 0 to 10,000.",
        }),
      },
      sql: {
        object: async (args, { context }) => {
          const scope = await parseStats(context, args);
          requireGroups(scope);
          return { from: sql`(select) stats`, conditions: [], scope };
        },
      },
      resolve: async (_root, args, context) => paperStats(context.db, await parseStats(context, args)),
    }),
  );
}

/** @throws InputError */
async function parseStats(
  context: Context,
  { filter, by, first }: { filter?: PaperFilterInput | null | undefined; by: StatDimension[]; first: number },
): Promise<StatsQuery> {
  return { filter: await parsePaperFilter(context, filter), by: parseDimensions(by), first };
}

/** A measure of all papers; none for a group, whose measures are computed together with those of the others. */
function measureOfAll(name: MeasureName): FieldSql {
  return {
    value: (_arguments, { scope }) =>
      scope === undefined ? undefined : measureSql(statsOf(scope).filter, name),
  };
}

/** The scope of `PaperStats` in SQL. */
function statsOf(scope: unknown): StatsQuery {
  return scope as StatsQuery;
}

/** Cost of the groups of a month whose sums are stored, and of a measure of all its papers. */
const [storedGroups, storedPass] = [150, 30];

/** Cost of grouping all papers, and of a pass over the groups for a measure. */
function groupingPrice(by: readonly StatDimension[]): { groups: number; pass: number } {
  const [authors, keywords] = [by.includes("AUTHOR"), by.includes("KEYWORD")];
  if (authors && keywords) return { groups: 95_000, pass: 95_000 };
  if (authors) return { groups: by.length === 1 ? 16_500 : 20_000, pass: 18_000 };
  if (keywords) return { groups: 10_000, pass: 3_000 };
  return { groups: 300, pass: 450 };
}
