import type { FieldCost } from "./cost.js";
import type { PaperFilterInput, PaperListArguments } from "./paper-list.js";

// Shared prices, fitted to two years of papers (`npm run bench -- --only cost`).

/** A statement that finds its rows by an index, excluding the rows themselves. */
export const indexScan = 60;

/** A lookup by key through Prisma, which spends more time building the statement than Postgres running it. */
export const keyLookup = 120;

/** Default and maximum page size. */
const [defaultPage, maxPage] = [20, 100];

export interface PageArguments {
  first?: number | null | undefined;
  last?: number | null | undefined;
}

/** Page size of a connection. */
export function pageSize({ first, last }: PageArguments): number {
  return Math.min(Math.max(first ?? last ?? defaultPage, 0), maxPage);
}

/** A connection with one statement per parent. @param pass cost of `totalCount` */
export function connectionCost(statement: number, pass: number): FieldCost<PageArguments> {
  return { statement, page: pageSize, pass };
}

/** A paper in a list: reading all columns and building its cursor. */
const listedPaper = 5;

/** A list of papers with one statement per parent, by an index if there is no filter. */
export function paperListCost(statement: number): FieldCost<PageArguments & PaperListArguments> {
  return {
    statement: (args) => statement + listedPaper * pageSize(args) + filterPrice(args.filter),
    page: pageSize,
    pass: ({ filter }) => 300 + filterPrice(filter),
  };
}

/** A condition checked paper by paper, and ones that first select from a large table. */
const [condition, selection, fullTextSearch] = [300, 1_500, 6_000];

/** Cost that a filter adds to a statement over papers. */
export function filterPrice(filter: PaperFilterInput | null | undefined): number {
  if (!filter) return 0;
  const { and, or, not, search, featuredOn, keywords, authors, publishedOn, ...conditions } = filter;
  const own =
    (search ? fullTextSearch : 0) +
    (featuredOn ? 2 * selection : 0) +
    (keywords ? selection / 2 : 0) +
    (authors ? selection / 2 : 0) +
    (publishedOn || Object.values(conditions).some((value) => value != null) ? condition : 0);
  return [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].reduce(
    (sum, each) => sum + filterPrice(each),
    own,
  );
}

/** Number of days from which a date range counts as all papers. */
const everything = 300;
/** Minimum share of the full price for a date range. */
const minShare = 0.05;

/** Approximate share of all papers within a filter's publication dates. */
export function dateShare(filter: PaperFilterInput | null | undefined): number {
  const { from, to } = filter?.publishedOn ?? {};
  if (from == null) return 1;
  const days = ((to == null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 86_400_000;
  return Math.min(1, Math.max(minShare, days / everything)) || 1;
}
