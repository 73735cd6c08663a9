import sql from "sql-template-tag";
import {
  type RisingEntry as Entry,
  findRising,
  type RisingMeasure as Measure,
  maxRising,
  type RisingQuery,
  type RisingSubject,
  risingOrder,
  risingSql,
} from "../../domain/stats/rising.js";
import type { Builder } from "../builder/builder.js";
import type { Context } from "../builder/context.js";
import { inTurns } from "../builder/in-turns.js";
import { indexScan } from "../builder/prices.js";
import type { Types } from "../builder/types.js";
import type { PaperInputs } from "../papers/paper-inputs.js";
import { type PaperFilterInput, parsePaperFilter } from "../papers/paper-list.js";
import { dateShare, filterPrice } from "../papers/paper-prices.js";
import { subjectFields } from "./subject-fields.js";

interface RisingArguments {
  of: RisingSubject;
  filter: PaperFilterInput;
  measure: Measure;
  first: number;
}

export function defineRisingQuery(builder: Builder, types: Types, { PaperFilter }: PaperInputs): void {
  const RisingKind = builder.enumType("RisingKind", {
    description: "What to compare with the period before.",
    values: {
      ORGANIZATION: { value: "organization", description: "Organizations." },
      AUTHOR: { value: "author", description: "Authors, excluding hidden authorships." },
      KEYWORD: { value: "keyword", description: "Keywords." },
    } as const,
  });
  const RisingMeasure = builder.enumType("RisingMeasure", {
    description: "What to count in each period.",
    values: {
      PAPERS: { value: "papers", description: "Number of papers." },
      UPVOTES: { value: "upvotes", description: "Total upvotes of the papers, capped at 2,147,483,647." },
      COMMENTS: { value: "comments", description: "Total comments of the papers, capped at 2,147,483,647." },
    } as const,
  });
  const RisingEntry = builder.objectRef<Entry>("RisingEntry").implement({
    description: "An organization, an author or a keyword whose count rose from one period to the next.",
    fields: (t) => ({
      ...subjectFields(t, types, "rising", (dimension) => `unless \`of\` is ${dimension}`),
      current: t.exposeInt("current", { description: "Value of the measure in the period." }),
      previous: t.exposeInt("previous", { description: "Value of the measure in the period before." }),
      change: t.int({
        description: "Increase: `current` minus `previous`, at least 1.",
        sql: { value: sql`(rising.current - rising.previous)` },
        resolve: ({ current, previous }) => current - previous,
      }),
      growth: t.float({
        nullable: true,
        description:
          "`change` as a share of `previous`: 1 if the value has doubled. Null if `previous` is 0.",
        sql: { value: sql`((rising.current - rising.previous)::float8 / nullif(rising.previous, 0))` },
        resolve: ({ current, previous }) => (previous === 0 ? null : (current - previous) / previous),
      }),
    }),
  });
  builder.queryField("rising", (t) =>
    t.field({
      type: [RisingEntry],
      cost: {
        statement: ({ of, filter }) =>
          2 * (indexScan + filterPrice(filter) + dateShare(filter) * groupingPrices[of]),
        rows: ({ first }) => Math.min(first, maxRising),
      },
      description:
        "Organizations, authors or keywords whose number of papers, upvotes or comments rose from one period to the next. The later period is `publishedOn` in the filter; the one before ends the day before it, and has as many months if the later one is whole calendar months, otherwise as many days. Largest `change` first, then largest `current`; ties are broken by ID.",
      args: {
        of: t.arg({ type: RisingKind, required: true, description: "What to compare." }),
        filter: t.arg({
          type: PaperFilter,
          required: true,
          description:
            "Counts only papers that match. `publishedOn` is the period and must have both dates; the other conditions apply to both periods.",
        }),
        measure: t.arg({
          type: RisingMeasure,
          required: true,
          defaultValue: "papers",
          description: "What to count.",
        }),
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: "Maximum number of entries, 0 to 1,000.",
        }),
      },
      sql: {
        list: async (args, { context }) => ({
          from: sql`(${risingSql(await parseRising(context, args))}) rising`,
          conditions: [],
          order: risingOrder,
        }),
      },
      resolve: async (_root, args, context) =>
        inTurns(findRising(context.db, await parseRising(context, args)), context),
    }),
  );
}

/** Cost of grouping all papers. */
const groupingPrices: Record<RisingSubject, number> = { author: 16_500, keyword: 10_000, organization: 300 };

/** @throws InputError */
async function parseRising(context: Context, { filter, ...query }: RisingArguments): Promise<RisingQuery> {
  return { ...query, filter: await parsePaperFilter(context, filter) };
}
