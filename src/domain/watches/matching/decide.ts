import { parseCategory } from "../../../text/arxiv-categories.js";
import type { DateRange, InstantRange } from "../../catalog/paper-conditions.js";
import type { IntRange, PaperFilter } from "../../catalog/paper-filter.js";
import { caseKey } from "../../values/folded-keys.js";
import type { PaperFacts } from "./paper-facts.js";

/** Whether a paper matches; undefined if only Postgres can say it. */
export type Decision = boolean | undefined;

/**
 * Evaluates a filter like `paperConditions`, which defines it. A condition on a value that is missing is not met.
 *
 * @param searches IDs of the papers that match each text
 */
export function decide(
  filter: PaperFilter,
  facts: PaperFacts,
  searches: ReadonlyMap<string, ReadonlySet<number>>,
): Decision {
  if (!meetsSimple(filter, facts)) return false;
  const within = (part: PaperFilter) => decide(part, facts, searches);
  return every([
    filter.search === undefined || searches.get(filter.search)?.has(facts.id),
    filter.coauthorsOf === undefined ? true : undefined,
    filter.and === undefined || every(filter.and.map(within)),
    filter.or === undefined || not(every(filter.or.map((part) => not(within(part))))),
    filter.not === undefined || not(within(filter.not)),
  ]);
}

function every(decisions: readonly Decision[]): Decision {
  if (decisions.includes(false)) return false;
  return decisions.includes(undefined) ? undefined : true;
}

function not(decision: Decision): Decision {
  return decision === undefined ? undefined : !decision;
}

function meetsSimple(filter: PaperFilter, facts: PaperFacts): boolean {
  return (
    contains(filter.arxivIds, facts.arxivId === null ? [] : [facts.arxivId]) &&
    isOnDays(filter.publishedOn, facts.publishedOn, facts.publishedAt) &&
    (hasNoBound(filter.featuredOn) ||
      facts.featuredOn.some((day) => isOnDays(filter.featuredOn, day, Date.parse(day)))) &&
    is(filter.isFeatured, facts.isFeatured) &&
    isDuring(filter.addedAt, facts.addedAt) &&
    isDuring(filter.updatedAt, facts.updatedAt) &&
    is(filter.hasArxivId, facts.arxivId !== null) &&
    is(filter.hasAbstract, facts.hasAbstract) &&
    contains(filter.organizations, facts.slugKeys, caseKey) &&
    is(filter.hasOrganization, facts.hasOrganization) &&
    contains(filter.authors, facts.authors) &&
    contains(filter.keywords, facts.keywordKeys, caseKey) &&
    contains(filter.categories, facts.categories, (name) => parseCategory(name) ?? name) &&
    isBetween(filter.upvotes, facts.upvotes) &&
    isBetween(filter.commentsCount, facts.commentsCount) &&
    isBetween(filter.authorsCount, facts.authorsCount) &&
    is(filter.hasCode, facts.hasCode) &&
    (filter.related === undefined || filter.related.ids.includes(facts.id)) &&
    (filter.relevant === undefined || filter.relevant.ids.includes(facts.id))
  );
}

function is(wanted: boolean | undefined, value: boolean): boolean {
  return wanted === undefined || wanted === value;
}

function contains<T>(
  wanted: readonly T[] | undefined,
  values: readonly T[],
  fold: (value: T) => T = (value) => value,
): boolean {
  return wanted === undefined || (values.length > 0 && wanted.some((each) => values.includes(fold(each))));
}

function isBetween({ min, max }: IntRange = {}, value: number | null): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
}

function isDuring({ since, before }: InstantRange = {}, instant: number | null): boolean {
  if (since === undefined && before === undefined) return true;
  return (
    instant !== null &&
    (since === undefined || instant >= since.getTime()) &&
    (before === undefined || instant < before.getTime())
  );
}

function isOnDays(range: DateRange = {}, day: string | null, instant: number | null): boolean {
  const { from, to } = range;
  if (hasNoBound(range)) return true;
  if ((from !== undefined || to !== undefined) && day === null) return false;
  return (
    (from === undefined || (day ?? "") >= from) &&
    (to === undefined || (day ?? "") <= to) &&
    isDuring(range, instant)
  );
}

function hasNoBound({ from, to, since, before }: DateRange = {}): boolean {
  return from === undefined && to === undefined && since === undefined && before === undefined;
}
