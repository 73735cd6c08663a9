import {
  mostGroups,
  type PaperStats,
  type PaperTotals,
  paperStats,
  parseDimensions,
  type StatDimension,
  type StatGroup,
} from "../../domain/stats/paper-stats.js";
import type { Builder } from "../builder/builder.js";
import { inTurns } from "../builder/in-turns.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "./paper-inputs.js";
import { parsePaperFilter } from "./paper-list.js";
import { dateShare, filterPrice } from "./paper-prices.js";

export function queryStats(
  builder: Builder,
  { Organization, Author, Keyword }: Types,
  { PaperFilter }: PaperInputs,
): void {
  const StatDimension = builder.enumType("StatDimension", {
    description:
      "What papers can be counted by. Up to two dimensions, at most one of them a period: papers per month and organization, say.",
    values: {
      DAY: { description: "The date of publication." },
      WEEK: { description: "The ISO week of publication, from Monday." },
      MONTH: { description: "The month of publication." },
      YEAR: { description: "The year of publication." },
      ORGANIZATION: { description: "The organization; papers without one are in no group." },
      AUTHOR: {
        description:
          "Each author, hidden authorships apart; papers of which nobody is named are in no group.",
      },
      KEYWORD: { description: "Each keyword; papers without one are in no group." },
    } as const,
  });

  const PaperTotalsType = builder.objectRef<PaperTotals>("PaperTotals").implement({
    description: "What some papers come to.",
    fields: (t) => ({
      papers: t.exposeInt("papers", { description: "How many papers." }),
      upvotes: t.exposeInt("upvotes", { description: "The sum of their upvotes, 2,147,483,647 at most." }),
      comments: t.exposeInt("comments", { description: "The sum of their comments, 2,147,483,647 at most." }),
      authors: t.int({
        cost: { passes: 12 },
        description: "How many different people wrote them, hidden authorships apart.",
        resolve: (totals) => totals.authors(),
      }),
      organizations: t.int({
        cost: { passes: 0.8 },
        description: "How many different organizations they come from.",
        resolve: (totals) => totals.organizations(),
      }),
      medianUpvotes: t.float({
        nullable: true,
        cost: { passes: 0.8 },
        description:
          "The upvotes of the paper in the middle, or half-way between the two in the middle; null without papers.",
        resolve: async (totals) => (await totals.spread()).median,
      }),
      maxUpvotes: t.int({
        nullable: true,
        cost: { passes: 0.8 },
        description: "The upvotes of the paper that has most; null without papers.",
        resolve: async (totals) => (await totals.spread()).max,
      }),
    }),
  });

  const PaperStatGroup = builder.objectRef<StatGroup>("PaperStatGroup").implement({
    description:
      "The papers of a period, an organization, an author or a keyword, or of two of these at once.",
    fields: (t) => ({
      period: t.expose("period", {
        type: "Date",
        nullable: true,
        description:
          "First day of the period; weeks are ISO, from Monday. null when papers are not counted by a period.",
      }),
      organization: t.field({
        type: Organization,
        nullable: true,
        cost: { batch: indexScan },
        description:
          "null when papers are not counted by organization, and in a period in which no paper has one.",
        resolve: ({ organizationId }, _arguments, { loaders }) =>
          organizationId === null ? null : loaders.organization.load(organizationId),
      }),
      author: t.field({
        type: Author,
        nullable: true,
        cost: { batch: indexScan },
        description:
          "null when papers are not counted by author, and in a period in which no paper names one.",
        resolve: ({ authorId }, _arguments, { loaders }) =>
          authorId === null ? null : loaders.author.load(authorId),
      }),
      keyword: t.field({
        type: Keyword,
        nullable: true,
        cost: { batch: indexScan },
        description:
          "null when papers are not counted by keyword, and in a period in which no paper has one.",
        resolve: ({ keywordId }, _arguments, { loaders }) =>
          keywordId === null ? null : loaders.keyword.load(keywordId),
      }),
      totals: t.expose("totals", { type: PaperTotalsType, description: "What the group's papers come to." }),
    }),
  });

  const PaperStatsType = builder.objectRef<PaperStats>("PaperStats").implement({
    description: "Counts over the papers that meet a filter.",
    fields: (t) => ({
      totals: t.field({
        type: PaperTotalsType,
        cost: { passes: 1 },
        description: "What all of the papers come to, whatever they are counted by.",
        resolve: (stats) => stats.totals(),
      }),
      groups: t.field({
        type: [PaperStatGroup],
        cost: { rows: "page" },
        description:
          "Time ascending, then most papers first, then most upvotes. Periods without papers are present with zeros: from the first to the last day that the filter's `publishedOn` allows, or, where it is open, from the first to the last that has papers. Empty without a dimension.",
        resolve: (stats, _arguments, context) => inTurns(stats.groups(), context),
      }),
      truncated: t.boolean({
        description: "true when there were more groups than `first`.",
        resolve: (stats) => stats.truncated(),
      }),
    }),
  });

  builder.queryField("paperStats", (t) =>
    t.field({
      type: PaperStatsType,
      cost: {
        statement: ({ filter, by }) =>
          indexScan + filterPrice(filter) + dateShare(filter) * groupingPrice(by).groups,
        page: ({ first }) => Math.min(first, mostGroups),
        pass: ({ filter }) => filterPrice(filter) + dateShare(filter) * groupingPrice([]).pass,
        rowPass: ({ filter, by }) => filterPrice(filter) + dateShare(filter) * groupingPrice(by).pass,
      },
      description:
        "Counts, upvotes, authors and organizations of any papers, by up to two dimensions. A paper of several authors or keywords counts once for each. What is not asked for is not counted. Totals, groups and measures are counted one after the other: while papers are being stored, one may know a paper more than another.",
      args: {
        filter: t.arg({ type: PaperFilter, description: "Only papers that meet this." }),
        by: t.arg({
          type: [StatDimension],
          required: true,
          defaultValue: [],
          description: "What to count by; without it there are only totals.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 100,
          description: "How many groups at most, 0 to 10,000.",
        }),
      },
      resolve: async (_root, { filter, by, first }, context) =>
        paperStats(context.db, {
          filter: await parsePaperFilter(context, filter),
          by: parseDimensions(by),
          first,
        }),
    }),
  );
}

/** Cost of grouping all papers, and of one more pass over the grouped rows for a measure. */
function groupingPrice(by: readonly StatDimension[]): { groups: number; pass: number } {
  const [authors, keywords] = [by.includes("AUTHOR"), by.includes("KEYWORD")];
  if (authors && keywords) return { groups: 95_000, pass: 95_000 };
  if (authors) return { groups: by.length === 1 ? 16_500 : 20_000, pass: 18_000 };
  if (keywords) return { groups: 10_000, pass: 3_000 };
  return { groups: 300, pass: 450 };
}
