import sql from "sql-template-tag";
import type { Queryable } from "../../../src/db/database.js";

// Statistics counted plainly from the stored papers, one group after another.

export interface StoredPaper {
  publishedAt: Date | null;
  publishedOn: string | null;
  addedAt: Date;
  upvotes: number;
  comments: number;
  organization: string | null;
  authors: string[];
  keywords: string[];
  categories: string[];
  featuredOn: string[];
}

export interface Range {
  from?: string;
  to?: string;
  since?: string;
  before?: string;
}

export interface StatsQuestion {
  filter: {
    publishedOn?: Range;
    featuredOn?: Range;
    organizations?: string[];
    hasOrganization?: boolean;
    upvotes?: { min: number };
  };
  by: string[];
  first?: number;
  last?: number;
  orderBy?: { measure: string; direction: string };
  dateField: "PUBLISHED_ON" | "FEATURED_ON" | "ADDED_AT";
  timeZone: string;
  weekStart: string;
  dense?: boolean;
}

export interface Totals {
  papers: number;
  upvotes: number;
  comments: number;
  authors: number;
  organizations: number;
  averageUpvotes: number | null;
  medianUpvotes: number | null;
  maxUpvotes: number | null;
  upvotePercentiles: number[] | null;
  shareOfPapers: number | null;
}

export interface Group {
  period: string | null;
  partial: boolean;
  organization: string | null;
  author: string | null;
  keyword: string | null;
  category: string | null;
  totals: Totals;
}

/** Fractions of `upvotePercentiles`. */
export const fractions = [0.9, 0, 0.25, 1];

export function storedPapers(db: Queryable): Promise<StoredPaper[]> {
  return db.query<StoredPaper>(sql`
    select p.published_at as "publishedAt", p.published_on::text as "publishedOn", p.added_at as "addedAt", p.upvotes,
      p.comments_count as comments, o.slug as organization,
      array(select distinct a.name from authorships s join authors a on a.id = s.author_id where s.paper_id = p.id) as authors,
      array(select k.name from paper_keywords pk join keywords k on k.id = pk.keyword_id where pk.paper_id = p.id) as keywords,
      array(select c.category from paper_categories c where c.paper_id = p.id) as categories,
      array(select f.day::text from feature_days f where f.paper_id = p.id) as "featuredOn"
    from papers p left join organizations o on o.id = p.organization_id
  `);
}

const dayMs = 86_400_000;
const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const localDate = (time: number, timeZone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(time));

/** From the first instant to the one after the last. */
function instantsOf({ from, to, since, before }: Range = {}): [number, number] {
  return [
    since ? Date.parse(since) : from ? Date.parse(from) : Number.NEGATIVE_INFINITY,
    before ? Date.parse(before) : to ? Date.parse(to) + dayMs : Number.POSITIVE_INFINITY,
  ];
}

function isWithin(time: number | undefined, range: Range | undefined): boolean {
  const [start, end] = instantsOf(range);
  return range === undefined || (time !== undefined && time >= start && time < end);
}

function published({ publishedAt, publishedOn }: StoredPaper): number | undefined {
  return publishedAt?.getTime() ?? (publishedOn === null ? undefined : Date.parse(publishedOn));
}

function matches(paper: StoredPaper, { filter }: StatsQuestion): boolean {
  const { publishedOn, featuredOn, organizations, hasOrganization, upvotes } = filter;
  return (
    isWithin(published(paper), publishedOn) &&
    (featuredOn === undefined || paper.featuredOn.some((day) => isWithin(Date.parse(day), featuredOn))) &&
    (organizations === undefined || organizations.some((slug) => slug === paper.organization)) &&
    (hasOrganization === undefined || hasOrganization === (paper.organization !== null)) &&
    (upvotes === undefined || paper.upvotes >= upvotes.min)
  );
}

const weekdays = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
const units = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];

function periodOf(unit: string, date: string, weekStart: string): string {
  const month = Number(date.slice(5, 7));
  if (unit === "YEAR") return `${date.slice(0, 4)}-01-01`;
  if (unit === "QUARTER")
    return `${date.slice(0, 5)}${["01", "04", "07", "10"][Math.floor((month - 1) / 3)]}-01`;
  if (unit === "MONTH") return `${date.slice(0, 8)}01`;
  let time = Date.parse(date);
  if (unit === "WEEK") while (weekdays[new Date(time).getUTCDay()] !== weekStart) time -= dayMs;
  return dateOf(time);
}

function datesOf(paper: StoredPaper, { dateField, timeZone, filter }: StatsQuestion): string[] {
  if (dateField === "FEATURED_ON")
    return paper.featuredOn.filter((day) => isWithin(Date.parse(day), filter.featuredOn));
  if (dateField === "ADDED_AT") return [localDate(paper.addedAt.getTime(), timeZone)];
  if (paper.publishedAt) return [localDate(paper.publishedAt.getTime(), timeZone)];
  return paper.publishedOn === null ? [] : [paper.publishedOn];
}

export function totalsOf(papers: readonly StoredPaper[], all: number): Totals {
  const upvotes = papers.map((paper) => paper.upvotes).sort((one, other) => one - other);
  const sum = upvotes.reduce((total, each) => total + each, 0);
  const percentile = (fraction: number) => {
    const place = fraction * (upvotes.length - 1);
    const [low = 0, high = 0] = [upvotes[Math.floor(place)], upvotes[Math.ceil(place)]];
    return Number((low + (place - Math.floor(place)) * (high - low)).toFixed(6));
  };
  const isEmpty = papers.length === 0;
  return {
    papers: papers.length,
    upvotes: sum,
    comments: papers.reduce((total, { comments }) => total + comments, 0),
    authors: new Set(papers.flatMap(({ authors }) => authors)).size,
    organizations: new Set(papers.flatMap(({ organization }) => organization ?? [])).size,
    averageUpvotes: isEmpty ? null : sum / papers.length,
    medianUpvotes: isEmpty ? null : percentile(0.5),
    maxUpvotes: upvotes.at(-1) ?? null,
    upvotePercentiles: isEmpty ? null : fractions.map(percentile),
    shareOfPapers: all === 0 ? null : papers.length / all,
  };
}

/** The totals, and all groups in order; equal ones in any order. */
export function statsOf(
  stored: readonly StoredPaper[],
  question: StatsQuestion,
  now: Date,
): { totals: Totals; groups: Group[] } {
  const papers = stored.filter((paper) => matches(paper, question));
  const totals = totalsOf(papers, papers.length);
  const { by, weekStart } = question;
  const unit = by.find((dimension) => units.includes(dimension));
  const valuesOf = (paper: StoredPaper, dimension: string): string[] => {
    if (dimension === "ORGANIZATION") return paper.organization === null ? [] : [paper.organization];
    if (dimension === "AUTHOR") return paper.authors;
    if (dimension === "KEYWORD") return paper.keywords;
    if (dimension === "CATEGORY") return paper.categories;
    return datesOf(paper, question).map((date) => periodOf(dimension, date, weekStart));
  };
  const members = new Map<string, Set<StoredPaper>>();
  for (const paper of by.length === 0 ? [] : papers)
    for (const one of valuesOf(paper, by[0] ?? ""))
      for (const other of by[1] === undefined ? [""] : valuesOf(paper, by[1])) {
        const key = JSON.stringify([one, other]);
        members.set(key, (members.get(key) ?? new Set()).add(paper));
      }
  if (unit !== undefined && (question.dense ?? by.length === 1)) {
    const at = by.indexOf(unit);
    const keys = [...members.keys()].map((key) => JSON.parse(key) as string[]);
    for (const period of coveredPeriods(
      question,
      unit,
      keys.map((key) => key[at] ?? ""),
    ))
      for (const subject of by.length === 1 ? [""] : new Set(keys.map((key) => key[1 - at] ?? ""))) {
        const key = JSON.stringify(at === 0 ? [period, subject] : [subject, period]);
        if (!members.has(key)) members.set(key, new Set());
      }
  }
  const groups = [...members].map(([key, set]): Group => {
    const values = JSON.parse(key) as string[];
    const keyAt = (dimension: string | undefined) => values[by.indexOf(dimension ?? "")] ?? null;
    const period = keyAt(unit);
    return {
      period,
      partial: unit !== undefined && period !== null && isPartial(question, unit, period, now),
      organization: keyAt("ORGANIZATION"),
      author: keyAt("AUTHOR"),
      keyword: keyAt("KEYWORD"),
      category: keyAt("CATEGORY"),
      totals: totalsOf([...set], papers.length),
    };
  });
  return {
    totals,
    groups: groups.sort((one, other) => compare(rankOf(one, question), rankOf(other, question))),
  };
}

/** The first and the last date of a question's range, and whether the instants before and after are of other dates. */
function rangeOf({ filter, dateField, timeZone }: StatsQuestion) {
  const range = { PUBLISHED_ON: filter.publishedOn, FEATURED_ON: filter.featuredOn, ADDED_AT: undefined }[
    dateField
  ];
  const [start, end] = instantsOf(range);
  if (dateField === "FEATURED_ON")
    return {
      first: Number.isFinite(start) ? dateOf(Math.ceil(start / dayMs) * dayMs) : undefined,
      last: Number.isFinite(end) ? dateOf(Math.ceil(end / dayMs) * dayMs - dayMs) : undefined,
      cutsFirst: false,
      cutsLast: false,
    };
  const of = (time: number) => (Number.isFinite(time) ? localDate(time, timeZone) : undefined);
  return {
    first: of(start),
    last: of(end - 1),
    cutsFirst: of(start) === of(start - 1),
    cutsLast: of(end) === of(end - 1),
  };
}

function coveredPeriods(question: StatsQuestion, unit: string, taken: string[]): Set<string> {
  const sorted = taken.toSorted();
  const { first = sorted[0], last = sorted.at(-1) } = rangeOf(question);
  const periods = new Set<string>();
  if (first === undefined || last === undefined) return periods;
  for (let time = Date.parse(first); time <= Date.parse(last); time += dayMs)
    periods.add(periodOf(unit, dateOf(time), question.weekStart));
  return periods;
}

function isPartial(question: StatsQuestion, unit: string, period: string, now: Date): boolean {
  const { first, last, cutsFirst, cutsLast } = rangeOf(question);
  const today = localDate(now.getTime(), question.timeZone);
  for (
    let time = Date.parse(period);
    periodOf(unit, dateOf(time), question.weekStart) === period;
    time += dayMs
  ) {
    const day = dateOf(time);
    if (day >= today) return true;
    if (first !== undefined && (day < first || (day === first && cutsFirst))) return true;
    if (last !== undefined && (day > last || (day === last && cutsLast))) return true;
  }
  return false;
}

const measures: Record<string, (group: Group) => string | number | null> = {
  PERIOD: ({ period }) => period,
  PAPERS: ({ totals }) => totals.papers,
  UPVOTES: ({ totals }) => totals.upvotes,
  COMMENTS: ({ totals }) => totals.comments,
  AVERAGE_UPVOTES: ({ totals }) => totals.averageUpvotes,
  MEDIAN_UPVOTES: ({ totals }) => totals.medianUpvotes,
  MAX_UPVOTES: ({ totals }) => totals.maxUpvotes,
  AUTHORS: ({ totals }) => totals.authors,
  ORGANIZATIONS: ({ totals }) => totals.organizations,
};

/** What a group is ordered by, each ascending. */
export function rankOf(group: Group, { orderBy }: StatsQuestion): (string | number)[] {
  const value = orderBy ? (measures[orderBy.measure]?.(group) ?? null) : 0;
  const isDescending = orderBy?.direction === "DESC";
  const ordered =
    value === null
      ? [1, 0]
      : [
          0,
          typeof value === "string"
            ? isDescending
              ? -Date.parse(value)
              : Date.parse(value)
            : isDescending
              ? -value
              : value,
        ];
  return [...ordered, group.period ?? "", -group.totals.papers, -group.totals.upvotes];
}

function compare(one: (string | number)[], other: (string | number)[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  if (at < 0) return 0;
  return (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
}
