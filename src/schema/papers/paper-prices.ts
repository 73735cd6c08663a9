import { countWords } from "../../text/analysis/query.js";
import { remembering } from "../../text/remembering.js";
import type { FieldCost } from "../builder/cost.js";
import { type PageArguments, pageSize } from "../builder/prices.js";
import type { PaperFilterInput, PaperListArguments } from "./paper-list.js";

/** A paper in a list: all of its columns are read, and its cursor is made. */
const listedPaper = 5;

/** A list of papers with a statement of its own for each parent, by an index if there is no filter. */
export function paperListCost(statement: number): FieldCost<PageArguments & PaperListArguments> {
  return {
    statement: (args) => statement + listedPaper * pageSize(args) + filterPrice(args.filter),
    page: pageSize,
    pass: ({ filter }) => 300 + filterPrice(filter),
  };
}

/** Conditions that are checked paper by paper, and those that select from a large table first. */
const [condition, selection] = [300, 1_500];
/** A full-text search: what it costs besides its words, each word, and each letter of a script without spaces. */
const [fullTextSearch, searchedWord, searchedLetter] = [3_000, 1_000, 300];
/** A character of a search text, whatever it is: some are parsed to nothing. */
const searchedCharacter = 0.5;

/** Search texts whose prices are kept. */
const rememberedSearches = 100;

/** Filters that come from a variable are priced once, however many fields use them. */
const known = new WeakMap<PaperFilterInput, number>();

/** What a filter adds to a statement over papers. */
export function filterPrice(filter: PaperFilterInput | null | undefined): number {
  if (!filter) return 0;
  const price = known.get(filter) ?? priceOf(filter);
  known.set(filter, price);
  return price;
}

function priceOf(filter: PaperFilterInput): number {
  const { and, or, not, search, featuredOn, keywords, authors, publishedOn, ...conditions } = filter;
  const own =
    (search ? searchPrice(search) : 0) +
    (featuredOn ? 2 * selection : 0) +
    (keywords ? selection / 2 : 0) +
    (authors ? selection / 2 : 0) +
    (publishedOn || Object.values(conditions).some((value) => value != null) ? condition : 0);
  return [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].reduce(
    (sum, each) => sum + filterPrice(each),
    own,
  );
}

const searchPrice = remembering(rememberedSearches, (search) => {
  const { words, letters } = countWords(search);
  return fullTextSearch + searchedCharacter * search.length + searchedWord * words + searchedLetter * letters;
});

/** Days after which a range of dates counts as everything. */
const everything = 300;
/** A share of the papers costs this part of the price of all of them at least. */
const leastShare = 0.05;

/** The share of all papers that a filter's dates of publication leave, roughly. */
export function dateShare(filter: PaperFilterInput | null | undefined): number {
  const { from, to } = filter?.publishedOn ?? {};
  if (from == null) return 1;
  const days = ((to == null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 86_400_000;
  return Math.min(1, Math.max(leastShare, days / everything)) || 1;
}
