import type { Builder } from "../builder/builder.js";
import type { PaperFilterInput } from "./paper-list.js";

/** Inputs of paper lists; `paper-list.ts` validates them. */
export type PaperInputs = ReturnType<typeof definePaperInputs>;

/** @internal Pothos exports no name for what this returns, so it has no declaration in the package. */
export function definePaperInputs(builder: Builder) {
  const OrderDirection = builder.enumType("OrderDirection", {
    description: "Sort direction.",
    values: {
      ASC: { description: "Ascending: smallest, earliest or alphabetically first values first." },
      DESC: { description: "Descending: largest, latest or alphabetically last values first." },
    } as const,
  });
  const DateRange = builder.inputType("DateRange", {
    description:
      'A range of dates or instants, such as `{ from: "2025-07-01", to: "2025-07-31" }` or the same with `since` and `before`. A missing bound is open. If only a date is known, its instant is midnight UTC.',
    fields: (t) => ({
      from: t.field({ type: "Date", description: "First day, in UTC." }),
      to: t.field({ type: "Date", description: "Last day, in UTC." }),
      since: t.field({ type: "DateTime", description: "First instant, instead of `from`." }),
      before: t.field({ type: "DateTime", description: "End of the range, excluded, instead of `to`." }),
    }),
  });
  const DateTimeRange = builder.inputType("DateTimeRange", {
    description:
      "A range of instants. Consecutive ranges, such as those of two syncs, share none. A missing bound is open.",
    fields: (t) => ({
      since: t.field({ type: "DateTime", description: "First instant." }),
      before: t.field({ type: "DateTime", description: "End of the range, excluded." }),
    }),
  });
  const IntRange = builder.inputType("IntRange", {
    description: "An inclusive range of integers. A missing bound is open.",
    fields: (t) => ({
      min: t.int({ description: "Minimum." }),
      max: t.int({ description: "Maximum." }),
    }),
  });
  const PaperFilter = builder.inputRef<PaperFilterInput>("PaperFilter").implement({
    description: "Conditions on papers. A paper matches if it meets all of them. Lists must not be empty.",
    fields: (t) => ({
      arxivIds: t.stringList({
        description:
          "Any of these arXiv identifiers, each in any form that `PaperKey.arxivId` takes. `orderBy: { field: GIVEN }` keeps the order of the list.",
      }),
      publishedOn: t.field({ type: DateRange, description: "Publication date." }),
      featuredOn: t.field({
        type: DateRange,
        description: "Date on which the paper was featured on Daily Papers.",
      }),
      isFeatured: t.boolean({
        description: "Whether the paper was ever featured on Daily Papers.",
      }),
      addedAt: t.field({ type: DateTimeRange, description: "When the paper was added to this API." }),
      updatedAt: t.field({ type: DateTimeRange, description: "When the paper last changed in this API." }),
      hasArxivId: t.boolean({ description: "Whether the arXiv ID of the paper is known." }),
      hasAbstract: t.boolean({ description: "Whether the abstract of the paper is known." }),
      organizations: t.stringList({
        description: "Any of these organizations, by current or former slug.",
      }),
      hasOrganization: t.boolean({
        description: "Whether the paper has an organization.",
      }),
      authors: t.idList({ description: "Any of these authors, by global ID." }),
      coauthorsOf: t.idList({
        description:
          "At least one author is a co-author of any of these authors, by global ID. The authors' own papers with others match, too; `not: { authors: [...] }` excludes them.",
      }),
      keywords: t.stringList({
        description: "Any of these keywords, ignoring case.",
      }),
      categories: t.stringList({
        description: "Any of these arXiv categories, such as `cs.CL`, ignoring case.",
      }),
      upvotes: t.field({ type: IntRange, description: "Number of upvotes." }),
      commentsCount: t.field({ type: IntRange, description: "Number of comments." }),
      authorsCount: t.field({ type: IntRange, description: "Number of authors." }),
      hasCode: t.boolean({
        description: "Whether the paper has a code repository.",
      }),
      search: t.string({
        description:
          'Full-text search over title, abstract, keywords, and author and organization names. All words must match, in any inflection.\nSupports `"exact phrase"`, `or`, `-exclude` and `prefix*`. An arXiv ID in any format returns its paper first.',
      }),
      similarTo: t.id({
        description:
          "Papers related to this one, by global ID, best first: the up to 100 papers of its `related` list that meet the other conditions.",
      }),
      about: t.string({
        description:
          "The up to 100 papers that are most relevant to a text of up to 10,000 characters, such as an abstract or a question, best first. Ranks by any of its words, in any inflection, like the text of a paper; `search` requires all words. Without operators; words that only ask or connect, such as `how`, `what` and `of`, do not count.",
      }),
      and: t.field({ type: [PaperFilter], description: "All of these filters match." }),
      or: t.field({ type: [PaperFilter], description: "At least one of these filters matches." }),
      not: t.field({ type: PaperFilter, description: "This filter does not match." }),
    }),
  });
  const PaperOrderField = builder.enumType("PaperOrderField", {
    description: "Fields to order papers by. Nulls come last in either direction; ties are broken by ID.",
    values: {
      PUBLISHED_ON: { description: "Publication date." },
      FEATURED_ON: { description: "Most recent date on which the paper was featured." },
      ADDED_AT: { description: "When the paper was added to this API." },
      UPDATED_AT: {
        description:
          "When the paper last changed in this API. In ascending order, a paper that changes moves to the end, so paging on from the last cursor returns every change.",
      },
      UPVOTES: { description: "Number of upvotes." },
      COMMENTS: { description: "Number of comments." },
      RELEVANCE: {
        description:
          "With `search` in the filter, BM25 score over title, names, keywords and abstract. Otherwise, the score of `similarTo` or `about` in the filter; requires one of the three. If a search matches more papers than can be scored, the best matches come first, followed by the rest, newest first.",
      },
      TITLE: { description: "Title, ignoring case and everything but letters and digits." },
      GIVEN: {
        description:
          "Place in `arxivIds` of the filter, which it requires: DESC, the default, returns the papers as listed, ASC the other way round. An identifier that is listed twice counts once, at its first place.",
      },
    } as const,
  });
  const PaperOrder = builder.inputType("PaperOrder", {
    description: "Order of a list of papers.",
    fields: (t) => ({
      field: t.field({ type: PaperOrderField, required: true, description: "Field to order by." }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: "DESC",
        description: "Sort direction.",
      }),
    }),
  });
  return { OrderDirection, PaperFilter, PaperOrder };
}
