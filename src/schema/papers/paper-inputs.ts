import type { Builder } from "../builder/builder.js";
import type { PaperFilterInput } from "./paper-list.js";

/** The inputs by which lists of papers are asked for; `paper-list.ts` says what they may hold. */
export type PaperInputs = ReturnType<typeof definePaperInputs>;

export function definePaperInputs(builder: Builder) {
  const OrderDirection = builder.enumType("OrderDirection", {
    description: "Which way a list runs.",
    values: {
      ASC: { description: "Smallest, earliest, or first in the alphabet first." },
      DESC: { description: "Largest, latest, or last in the alphabet first." },
    } as const,
  });
  const DateRange = builder.inputType("DateRange", {
    description: "Both ends are included; a missing end is open.",
    fields: (t) => ({
      from: t.field({ type: "Date", description: "The first day." }),
      to: t.field({ type: "Date", description: "The last day." }),
    }),
  });
  const IntRange = builder.inputType("IntRange", {
    description: "Both ends are included; a missing end is open.",
    fields: (t) => ({
      min: t.int({ description: "The smallest number." }),
      max: t.int({ description: "The largest number." }),
    }),
  });
  const PaperFilter = builder.inputRef<PaperFilterInput>("PaperFilter").implement({
    description: "Papers that meet every condition given. A list that is given may not be empty.",
    fields: (t) => ({
      publishedOn: t.field({ type: DateRange, description: "Published on one of these days." }),
      featuredOn: t.field({ type: DateRange, description: "Featured on Daily Papers on one of these days." }),
      organizations: t.stringList({
        description: "Papers of any of these organizations, by slug, former ones included.",
      }),
      hasOrganization: t.boolean({
        description: "true: only papers with an organization; false: only those without.",
      }),
      authors: t.idList({ description: "Papers by any of these authors, by global ID." }),
      keywords: t.stringList({
        description: "Papers with any of these keywords; compared without regard to case.",
      }),
      upvotes: t.field({ type: IntRange, description: "With so many upvotes." }),
      commentsCount: t.field({ type: IntRange, description: "With so many comments." }),
      authorsCount: t.field({ type: IntRange, description: "With so many authors." }),
      hasCode: t.boolean({
        description: "true: only papers with a code repository; false: only those without.",
      }),
      search: t.string({
        description:
          'Full text over title, abstract, keywords, author and organization names: papers that have all words, in any inflection.\n`"exact phrase"`, `or`, `-without` and `begin*` are understood; an arXiv id in any form finds its paper first.',
      }),
      and: t.field({ type: [PaperFilter], description: "Papers that meet all of these too." }),
      or: t.field({ type: [PaperFilter], description: "Papers that meet at least one of these." }),
      not: t.field({ type: PaperFilter, description: "Papers that do not meet this." }),
    }),
  });
  const PaperOrderField = builder.enumType("PaperOrderField", {
    description:
      "What papers can be ordered by. Nulls come last in either direction; ties end in the id, so every order is total.",
    values: {
      PUBLISHED_ON: { description: "The date of publication." },
      FEATURED_ON: { description: "The latest day on which the paper was featured." },
      UPVOTES: { description: "The number of upvotes." },
      COMMENTS: { description: "The number of comments." },
      RELEVANCE: {
        description:
          "BM25 of the search over title, names, keywords and abstract; needs `search` in the filter. Where a search finds more papers than can be scored, the best come first and the others follow, newest first.",
      },
      TITLE: { description: "The title, letters and digits only, without regard to case." },
    } as const,
  });
  const PaperOrder = builder.inputType("PaperOrder", {
    description: "How a list of papers is ordered.",
    fields: (t) => ({
      field: t.field({ type: PaperOrderField, required: true, description: "What to order by." }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: "DESC",
        description: "Which way.",
      }),
    }),
  });
  return { OrderDirection, PaperFilter, PaperOrder };
}
