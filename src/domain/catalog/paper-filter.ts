import sql, { join, type Sql } from "sql-template-tag";
import { parseSearch, type SearchQuery } from "../../text/analysis/query.js";
import { quoteTerm } from "../../text/analysis/tsquery.js";
import { parseCategory } from "../../text/arxiv-categories.js";
import { arxivTerm } from "../../text/arxiv-ids.js";
import { remembering } from "../../text/remembering.js";
import { allOf } from "../lists/list.js";
import { caseKey } from "../values/folded-keys.js";
import { InputError } from "../values/input-error.js";
import { organizationOfSlug } from "./organizations.js";

/**
 * A missing bound is open. Dates are `YYYY-MM-DD`, inclusive; those of instants are at midnight UTC unless the instant is
 * known.
 */
export interface DateRange {
  from?: string | undefined;
  to?: string | undefined;
  /** First instant, and the one after the last; the dates are bounds then, too. Only if dates do not say it. */
  since?: Date | undefined;
  before?: Date | undefined;
}

/** A missing bound is open. */
export interface InstantRange {
  since?: Date | undefined;
  /** Excluded. */
  before?: Date | undefined;
}

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
  /** A text; the papers most relevant to any of its words match. */
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

/** The filter as SQL conditions on `papers p`. */
export function paperConditions(filter: PaperFilter): Sql[] {
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

/** Conditions on a date, and on its instant. */
export function datesWithin(date: Sql, instant: Sql, { from, to, since, before }: DateRange = {}): Sql[] {
  return [...within(date, from, to, "date"), ...during(instant, { since, before })];
}

/** The same of days on which papers were featured, `f.day`. */
export function featuredDaysWithin(range: DateRange | undefined): Sql[] {
  return datesWithin(sql`f.day`, sql`(f.day::timestamp at time zone 'UTC')`, range);
}

/** A subquery, which is hashed also in a plan for any values; `= any` would compare each paper with each ID. */
function withArxivIds(ids: string[] | undefined): Sql[] {
  return ids === undefined ? [] : [sql`p.arxiv_id in (select unnest(${ids}::text[]))`];
}

function within(
  column: Sql,
  low: string | number | undefined,
  high: string | number | undefined,
  type: "date" | "int",
): Sql[] {
  const cast = type === "date" ? sql`::date` : sql`::int`;
  return [
    ...(low === undefined ? [] : [sql`${column} >= ${low}${cast}`]),
    ...(high === undefined ? [] : [sql`${column} <= ${high}${cast}`]),
  ];
}

function during(instant: Sql, { since, before }: InstantRange = {}): Sql[] {
  return [
    ...(since === undefined ? [] : [sql`${instant} >= ${since}::timestamptz`]),
    ...(before === undefined ? [] : [sql`${instant} < ${before}::timestamptz`]),
  ];
}

function featuredWithin(range: DateRange | undefined): Sql[] {
  const days = featuredDaysWithin(range);
  if (days.length === 0) return [];
  return [sql`exists (select from feature_days f where f.paper_id = p.id and ${allOf(days)})`];
}

function ofOrganizations(slugs: string[] | undefined): Sql[] {
  if (slugs === undefined) return [];
  const [first, ...others] = slugs;
  // One organization's papers are in date order in the index; for several, Postgres has to sort.
  return others.length === 0
    ? [sql`p.organization_id = ${organizationOfSlug(first ?? "")}`]
    : [
        sql`
          p.organization_id in (
            select organization_id from organization_slugs where slug_key = any(${slugs.map(caseKey)}::text[])
          )
        `,
      ];
}

function byAuthors(ids: number[] | undefined): Sql[] {
  if (ids === undefined) return [];
  return [sql`p.id in (select paper_id from authorships where author_id = any(${ids}::int[]))`];
}

function byCoauthorsOf(ids: number[] | undefined): Sql[] {
  if (ids === undefined) return [];
  return [
    sql`
      p.id in (
        select paper_id from authorships where author_id = any(array(
          select distinct theirs.author_id
          from authorships mine join authorships theirs on theirs.paper_id = mine.paper_id
          where mine.author_id = any(${ids}::int[]) and theirs.author_id <> mine.author_id
        ))
      )
    `,
  ];
}

function withKeywords(names: string[] | undefined): Sql[] {
  if (names === undefined) return [];
  return [
    sql`
      p.id in (
        select pk.paper_id from paper_keywords pk join keywords k on k.id = pk.keyword_id
        where k.key = any(${names.map(caseKey)}::text[])
      )
    `,
  ];
}

function inCategories(names: string[] | undefined): Sql[] {
  if (names === undefined) return [];
  const categories = names.map((name) => parseCategory(name) ?? name);
  return [sql`p.id in (select paper_id from paper_categories where category = any(${categories}::text[]))`];
}

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

/** Papers without an abstract are in an index of their own. */
function withAbstract(wanted: boolean | undefined): Sql[] {
  if (wanted === undefined) return [];
  const without = sql`exists (select from paper_texts t where t.paper_id = p.id and t.abstract is null)`;
  return [wanted ? sql`not ${without}` : without];
}

function isPresent(column: Sql, wanted: boolean | undefined): Sql[] {
  if (wanted === undefined) return [];
  return [wanted ? sql`${column} is not null` : sql`${column} is null`];
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
