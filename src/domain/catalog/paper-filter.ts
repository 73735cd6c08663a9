import sql, { join, type Sql } from "sql-template-tag";
import { parseSearch, type SearchQuery } from "../../text/analysis/query.js";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { arxivTerm } from "../../text/arxiv-ids.js";
import { remembering } from "../../text/remembering.js";
import { allOf } from "../lists/list.js";
import { InputError } from "../values/input-error.js";
import {
  byAuthors,
  byCoauthorsOf,
  type DateRange,
  datesWithin,
  during,
  featuredWithin,
  type InstantRange,
  inCategories,
  isPresent,
  ofOrganizations,
  withAbstract,
  withArxivIds,
  within,
  withKeywords,
} from "./paper-conditions.js";

export interface IntRange {
  min?: number | undefined;
  max?: number | undefined;
}

/** Conditions are ANDed. See `src/schema/papers/paper-inputs.ts` for the GraphQL input. */
export interface PaperFilter {
  /** Normalized and distinct. */
  arxivIds?: string[] | undefined;
  publishedOn?: DateRange | undefined;
  featuredOn?: DateRange | undefined;
  isFeatured?: boolean | undefined;
  addedAt?: InstantRange | undefined;
  updatedAt?: InstantRange | undefined;
  hasArxivId?: boolean | undefined;
  hasAbstract?: boolean | undefined;
  /** Slugs, case-insensitive. */
  organizations?: string[] | undefined;
  hasOrganization?: boolean | undefined;
  authors?: number[] | undefined;
  coauthorsOf?: number[] | undefined;
  keywords?: string[] | undefined;
  /** In any case. */
  categories?: string[] | undefined;
  upvotes?: IntRange | undefined;
  commentsCount?: IntRange | undefined;
  authorsCount?: IntRange | undefined;
  hasCode?: boolean | undefined;
  search?: string | undefined;
  /** ID of a paper; related papers match. */
  similarTo?: number | undefined;
  /** A text; the papers most relevant to any of its words match, except those that only ask or connect. */
  about?: string | undefined;
  /** The papers that match `similarTo` and `about`, from `domain/related/ranked-filter.ts`. */
  related?: RankedPapers | undefined;
  relevant?: RankedPapers | undefined;
  and?: PaperFilter[] | undefined;
  or?: PaperFilter[] | undefined;
  not?: PaperFilter | undefined;
}

/** Papers by ID, best first. */
export interface RankedPapers {
  readonly ids: readonly number[];
  readonly scores: readonly number[];
  readonly toJSON: () => undefined;
}

/** Parts of one operation often share a filter, and thousands of names take milliseconds to fold. */
const knownConditions = new WeakMap<PaperFilter, readonly Sql[]>();

/** The filter as SQL conditions on `papers p`. */
export function paperConditions(filter: PaperFilter): readonly Sql[] {
  const known = knownConditions.get(filter);
  if (known !== undefined) return known;
  const conditions = conditionsOf(filter);
  knownConditions.set(filter, conditions);
  return conditions;
}

function conditionsOf(filter: PaperFilter): Sql[] {
  return [
    ...withArxivIds(filter.arxivIds),
    ...datesWithin(sql`p.published_on`, publicationInstant, filter.publishedOn),
    ...featuredWithin(filter.featuredOn),
    ...isPresent(sql`p.latest_featured_on`, filter.isFeatured),
    ...during(sql`p.added_at`, filter.addedAt),
    ...during(sql`p.updated_at`, filter.updatedAt),
    ...isPresent(sql`p.arxiv_id`, filter.hasArxivId),
    ...withAbstract(filter.hasAbstract),
    ...ofOrganizations(filter.organizations),
    ...isPresent(sql`p.organization_id`, filter.hasOrganization),
    ...byAuthors(filter.authors),
    ...byCoauthorsOf(filter.coauthorsOf),
    ...withKeywords(filter.keywords),
    ...inCategories(filter.categories),
    ...within(sql`p.upvotes`, filter.upvotes?.min, filter.upvotes?.max, "int"),
    ...within(sql`p.comments_count`, filter.commentsCount?.min, filter.commentsCount?.max, "int"),
    ...within(sql`p.authors_count`, filter.authorsCount?.min, filter.authorsCount?.max, "int"),
    ...isPresent(sql`p.code_url`, filter.hasCode),
    ...matching(filter.search),
    ...amongRanked(filter),
    ...(filter.and ?? []).flatMap(paperConditions),
    ...anyOf(filter.or),
    // A condition that is null (a missing date, for example) is not met, so its negation is.
    ...(filter.not === undefined ? [] : [sql`(${allOf(paperConditions(filter.not))}) is not true`]),
  ];
}

/**
 * The search text that RELEVANCE ranks by: the filter's own, or else the first one within `and`. `rest` is the filter
 * without it.
 */
export function splitSearch(filter: PaperFilter): { text: string | undefined; rest: PaperFilter } {
  const { search, ...rest } = filter;
  if (search !== undefined) return { text: search, rest };
  for (const [index, part] of (filter.and ?? []).entries()) {
    const found = splitSearch(part);
    if (found.text !== undefined)
      return { text: found.text, rest: { ...filter, and: filter.and?.with(index, found.rest) } };
  }
  return { text: undefined, rest: filter };
}

/** The list that GIVEN orders by: the filter's own, or else the first one within `and`. */
export function givenIds({ arxivIds, and = [] }: PaperFilter): string[] | undefined {
  if (arxivIds !== undefined) return arxivIds;
  for (const part of and) {
    const found = givenIds(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A parsed query can take half a megabyte. */
const parsedSearch = remembering(30, parseSearch);

/** @throws InputError if the text has no searchable word */
export function requireSearch(text: string): SearchQuery {
  const query = parsedSearch(text);
  if (query === undefined)
    throw new InputError(
      `search: no searchable word in ${JSON.stringify(text.slice(0, 60))}. Include at least one word with letters or digits that is not excluded by \`-\`.`,
    );
  const { arxivId, tsquery } = query;
  return arxivId === undefined
    ? query
    : { ...query, tsquery: `${quoteTerm(arxivTerm(arxivId))} | (${tsquery})` };
}

/**
 * Bounds on publication dates that the filter implies. `alone` is true if it has no other condition, so that daily
 * sums can answer.
 */
export function publicationRange(filter: PaperFilter): DateRange & { alone: boolean } {
  const range = impliedRange(filter, "publishedOn");
  return { ...range, alone: hasOnlyDates(filter) && range.since === undefined && range.before === undefined };
}

/** Bounds on dates that the filter implies. */
export function impliedRange(filter: PaperFilter, field: "publishedOn" | "featuredOn"): DateRange {
  const ranges = [filter[field] ?? {}, ...(filter.and?.map((part) => impliedRange(part, field)) ?? [])];
  return {
    from: greatest(ranges.map(({ from }) => from)),
    to: least(ranges.map(({ to }) => to)),
    since: greatest(ranges.map(({ since }) => since)),
    before: least(ranges.map(({ before }) => before)),
  };
}

/** The filter without the bounds that `impliedRange` has. */
export function withoutRange(filter: PaperFilter, field: "publishedOn" | "featuredOn"): PaperFilter {
  const { [field]: _range, and, ...others } = filter;
  return and === undefined ? others : { ...others, and: and.map((part) => withoutRange(part, field)) };
}

function hasOnlyDates(filter: PaperFilter): boolean {
  return Object.entries(filter).every(
    ([name, value]) =>
      value === undefined || name === "publishedOn" || (name === "and" && filter.and?.every(hasOnlyDates)),
  );
}

function greatest<T extends string | Date>(values: readonly (T | undefined)[]): T | undefined {
  return values.reduce(
    (one, other) => (one === undefined || (other && other > one) ? other : one),
    undefined,
  );
}

function least<T extends string | Date>(values: readonly (T | undefined)[]): T | undefined {
  return values.reduce(
    (one, other) => (one === undefined || (other && other < one) ? other : one),
    undefined,
  );
}

/** When a paper was published: at midnight UTC if only the date is known. */
const publicationInstant = sql`coalesce(p.published_at, p.published_on::timestamp at time zone 'UTC')`;

function matching(text: string | undefined): Sql[] {
  if (text === undefined) return [];
  return [
    sql`p.id in (select paper_id from paper_texts where search @@ ${requireSearch(text).tsquery}::tsquery)`,
  ];
}

function amongRanked({ similarTo, about, related, relevant }: PaperFilter): Sql[] {
  if ((similarTo !== undefined && !related) || (about !== undefined && !relevant))
    throw new Error("The filter has to be ranked first.");
  return [related, relevant].flatMap((ranked) => (ranked ? [sql`p.id = any(${ranked.ids}::int[])`] : []));
}

/** The ranking that RELEVANCE orders by in a filter without a search: the filter's own, or the first within `and`. */
export function rankingIn({ related, relevant, and }: PaperFilter): RankedPapers | undefined {
  return related ?? relevant ?? and?.map(rankingIn).find((ranked) => ranked !== undefined);
}

function anyOf(filters: PaperFilter[] | undefined): Sql[] {
  if (filters === undefined) return [];
  return [
    sql`(${join(
      filters.map((filter) => sql`(${allOf(paperConditions(filter))})`),
      " or ",
    )})`,
  ];
}
