import { isMonth } from "../../domain/stats/whole-months.js";
import { countWords } from "../../text/analysis/query.js";
import { remembering } from "../../text/remembering.js";
import type { FieldCost } from "../builder/cost.js";
import { type PageArguments, pageSize } from "../builder/prices.js";
import type { DateRangeInput } from "./date-range.js";
import type { PaperFilterInput, PaperListArguments } from "./paper-list.js";

/** A paper in a list: all columns and its cursor. */
const listedPaper = 5;

/** A list of papers: one statement per parent, which uses an index if there is no filter. */
export function paperListCost(statement: number): FieldCost<PageArguments & PaperListArguments> {
  return {
    statement: (args) =>
      statement +
      listedPaper * pageSize(args) +
      filterPrice(args.filter) * (readsUnscored(args) ? unscored : 1),
    page: pageSize,
    pass: ({ filter }) => 300 + filterPrice(filter),
  };
}

/** Factor for the end of a ranking: all matches are checked for those without a score, which come last. */
const unscored = 5;

function readsUnscored({ last, filter, orderBy }: PageArguments & PaperListArguments): boolean {
  return last != null && filter != null && (orderBy == null || orderBy.field === "RELEVANCE");
}

/** A condition checked per paper, and one that selects from a large table first. */
const [condition, selection] = [300, 1_500];
/** An arXiv ID, which an index finds. */
const listedId = 1;
/** Papers by co-authors: base price, and price per author. */
const [coauthorsPapers, coauthors] = [5_000, 200];
/** Full-text search: base price, price per word, per `*`, and per letter in scripts without spaces. */
const [fullTextSearch, searchedWord, searchedPrefix, searchedLetter] = [3_000, 1_000, 2_500, 300];
/** Ranking papers by what they share with a paper or a text; and looking further, if a filter leaves few of them. */
const [ranking, furtherRanking] = [4_000, 4_000];
/** Any character of a search text; even ignored ones have to be parsed. */
const searchedCharacter = 0.5;

/** Maximum number of cached prices of search texts. */
const rememberedSearches = 100;

/** Prices a filter in a variable once for all fields that use it. */
const prices = new WeakMap<PaperFilterInput, number>();

/** Price that a filter adds to a statement over papers. */
export function filterPrice(filter: PaperFilterInput | null | undefined): number {
  if (!filter) return 0;
  const price = prices.get(filter) ?? priceOf(filter);
  prices.set(filter, price);
  return price;
}

function priceOf(filter: PaperFilterInput): number {
  const {
    and,
    or,
    not,
    search,
    similarTo,
    about,
    featuredOn,
    keywords,
    categories,
    authors,
    coauthorsOf,
    hasAbstract,
    publishedOn,
    arxivIds,
    ...conditions
  } = filter;
  const own =
    (search ? searchPrice(search) : 0) +
    (arxivIds ? listedId * arxivIds.length : 0) +
    (featuredOn ? 2 * selection : 0) +
    (keywords ? selection / 2 : 0) +
    (categories ? selection / 2 : 0) +
    (authors ? selection / 2 : 0) +
    (coauthorsOf ? coauthorsPapers + coauthors * coauthorsOf.length : 0) +
    (hasAbstract != null ? selection / 2 : 0) +
    (publishedOn || Object.values(conditions).some((value) => value != null) ? condition : 0);
  const others = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].reduce(
    (sum, each) => sum + filterPrice(each),
    own,
  );
  const rankings = (similarTo ? 1 : 0) + (about ? 1 : 0);
  return others + rankings * rankingPrice(others) + searchedCharacter * (about?.length ?? 0);
}

/**
 * Price of a ranking. What restricts it is read to count the papers that match, and with each set of candidates.
 *
 * @param filter price of the filter that restricts it
 */
export function rankingPrice(filter: number): number {
  return ranking + (filter === 0 ? 0 : furtherRanking + 2 * filter);
}

const searchPrice = remembering(rememberedSearches, (search) => {
  const { words, letters } = countWords(search);
  const prefixes = search.split("*").length - 1;
  return (
    fullTextSearch +
    searchedCharacter * search.length +
    searchedWord * words +
    searchedPrefix * prefixes +
    searchedLetter * letters
  );
});

/** Days from which a date range counts as all papers. */
const fullRangeDays = 300;
/** Minimum price of a date range, as a share of the price of all papers. */
const minShare = 0.05;

/** Approximate share of papers in a filter's date range. */
export function dateShare(filter: PaperFilterInput | null | undefined): number {
  return rangeShare(filter?.publishedOn ?? undefined);
}

/** Approximate share of a range of dates in all of them. */
export function rangeShare({ from, to, since, before }: DateRangeInput = {}): number {
  const start = since?.getTime() ?? (from == null ? undefined : Date.parse(from));
  if (start === undefined) return 1;
  const days = ((before?.getTime() ?? (to == null ? Date.now() : Date.parse(to))) - start) / 86_400_000;
  return Math.min(1, Math.max(minShare, days / fullRangeDays)) || 1;
}

/** Whether a filter is one calendar month and nothing else: its sums are stored (`domain/stats/stored-months.ts`). */
export function isOneMonth(filter: PaperFilterInput | null | undefined): boolean {
  const { publishedOn, ...others } = filter ?? {};
  const { from, to } = publishedOn ?? {};
  return (
    from != null && to != null && isMonth(from, to) && Object.values(others).every((value) => value == null)
  );
}
