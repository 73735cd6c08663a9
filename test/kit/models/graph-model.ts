import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { foldCase, foldName } from "./folding.js";
import { type ModelFilter, meets, publishedOn } from "./model.js";

// A plain in-memory reading of the graph and the statistics, to hold the API against: no index, no sum is kept, and
// everything is counted from the papers each time.

export type ModelPaper = PaperDraft & { arxivId: string };

export type ModelDimension = "DAY" | "WEEK" | "MONTH" | "YEAR" | "ORGANIZATION" | "AUTHOR" | "KEYWORD";

/** State after all recordings: the last value of each field counts, and omitted fields change nothing. */
export function settle(drafts: readonly ModelPaper[]): ModelPaper[] {
  const papers = new Map<string, ModelPaper>();
  for (const draft of drafts) {
    const before = papers.get(draft.arxivId);
    const featuredOn = [...new Set([...(before?.featuredOn ?? []), ...(draft.featuredOn ?? [])])].sort();
    const authors = draft.authors && { authors: withAccounts(before?.authors ?? [], draft.authors) };
    papers.set(draft.arxivId, { ...before, ...draft, ...authors, featuredOn });
  }
  return [...papers.values()];
}

type Authors = NonNullable<PaperDraft["authors"]>;

/** Entries without an account keep the one that they had, unless the list states it elsewhere. */
function withAccounts(before: Authors, now: Authors): Authors {
  const isStatedIn = (list: Authors, id: string | undefined) =>
    id !== undefined && list.some(({ accountId }) => accountId === id);
  const left = before.filter(({ hidden, accountId }) => hidden !== true && !isStatedIn(now, accountId));
  return now.map((author) => {
    if (author.hidden || isStatedIn(before, author.accountId)) return author;
    const at = left.findIndex(({ name }) => foldName(name) === foldName(author.name));
    const [kept] = at < 0 ? [] : left.splice(at, 1);
    const keeps = kept?.accountId !== undefined && author.accountId === undefined;
    return keeps ? { ...kept, name: author.name } : author;
  });
}

/** The author graph: whose each visible authorship is, accounts as `user3`, others by the key of their name. */
export class ModelGraph {
  readonly papers: readonly ModelPaper[];
  readonly #authorsOf = new Map<ModelPaper, ReadonlySet<string>>();
  readonly #wordsOf = new Map<string, Set<string>>();

  constructor(papers: readonly ModelPaper[]) {
    this.papers = papers;
    const carriers = new Map<string, Set<string>>();
    const visible = (paper: ModelPaper) => (paper.authors ?? []).filter(({ hidden }) => hidden !== true);
    for (const paper of papers)
      for (const { name, username } of visible(paper))
        if (username !== undefined)
          carriers.set(foldName(name), (carriers.get(foldName(name)) ?? new Set()).add(username));
    for (const paper of papers) {
      const people = visible(paper).map(({ name, username, accountName }) => {
        const [only, ...others] = carriers.get(foldName(name)) ?? [];
        const author = username ?? (only !== undefined && others.length === 0 ? only : foldName(name));
        const words = this.#wordsOf.get(author) ?? new Set();
        this.#wordsOf.set(author, words);
        for (const each of [name, username ?? "", accountName ?? ""])
          for (const word of foldName(each).split(" ")) words.add(word);
        return author;
      });
      this.#authorsOf.set(paper, new Set(people));
    }
  }

  authorsOf(paper: ModelPaper): ReadonlySet<string> {
    return this.#authorsOf.get(paper) ?? new Set();
  }

  /** The words of all names by which an author is found. */
  wordsOf(author: string): string {
    return [...(this.#wordsOf.get(author) ?? [])].join(" ");
  }

  get authors(): string[] {
    return [...new Set(this.papers.flatMap((paper) => [...this.authorsOf(paper)]))];
  }

  get organizations(): string[] {
    return [...new Set(this.papers.flatMap(({ organization }) => organization?.slug ?? []))];
  }

  papersOf(author: string): ModelPaper[] {
    return this.papers.filter((paper) => this.authorsOf(paper).has(author));
  }

  papersFrom(slug: string): ModelPaper[] {
    return this.papers.filter(({ organization }) => organization?.slug === slug);
  }

  /** Authors of the papers given, with their papers among these. */
  peopleOn(papers: readonly ModelPaper[]): Map<string, ModelPaper[]> {
    return grouped(papers, (paper) => [...this.authorsOf(paper)]);
  }

  coauthorsOf(author: string): Map<string, ModelPaper[]> {
    const people = this.peopleOn(this.papersOf(author));
    people.delete(author);
    return people;
  }

  /** Other organizations, with how many people have papers of both. */
  collaboratorsOf(slug: string): Map<string, number> {
    const ours = this.peopleOn(this.papersFrom(slug));
    const shared = new Map<string, number>();
    for (const other of this.organizations) {
      const theirs = this.peopleOn(this.papersFrom(other));
      const both = [...ours.keys()].filter((person) => theirs.has(person)).length;
      if (other !== slug && both > 0) shared.set(other, both);
    }
    return shared;
  }

  /** How many papers lie between two authors on the shortest chain; null without one. */
  distance(from: string, to: string): number | null {
    const distances = new Map([[from, 0]]);
    for (const [author, distance] of distances) {
      if (author === to) return distance;
      for (const other of this.coauthorsOf(author).keys())
        if (!distances.has(other)) distances.set(other, distance + 1);
    }
    return null;
  }
}

/** Groups of a list, each thing in as many as `keysOf` names. */
function grouped<Item, Key>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly Key[],
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items)
    for (const key of keysOf(item)) groups.set(key, [...(groups.get(key) ?? []), item]);
  return groups;
}

export function lastOn(papers: readonly ModelPaper[]): string | null {
  return (
    papers
      .flatMap((paper) => publishedOn(paper) ?? [])
      .sort()
      .at(-1) ?? null
  );
}

export function firstOn(papers: readonly ModelPaper[]): string | null {
  return papers.flatMap((paper) => publishedOn(paper) ?? []).sort()[0] ?? null;
}

export function upvotesOf(papers: readonly ModelPaper[]): number {
  return papers.reduce((sum, { upvotes = 0 }) => sum + upvotes, 0);
}

export interface ModelTotals {
  papers: number;
  upvotes: number;
  comments: number;
  authors: number;
  organizations: number;
  medianUpvotes: number | null;
  maxUpvotes: number | null;
}

export interface ModelGroup {
  /** What it is counted by, in the order of the dimensions. */
  keys: string[];
  period: string | null;
  totals: ModelTotals;
}

export function totalsOf(graph: ModelGraph, papers: readonly ModelPaper[]): ModelTotals {
  const upvotes = papers.map((paper) => paper.upvotes ?? 0).sort((one, other) => one - other);
  const middle = (upvotes.length - 1) / 2;
  const [low, high] = [upvotes[Math.floor(middle)], upvotes[Math.ceil(middle)]];
  return {
    papers: papers.length,
    upvotes: upvotesOf(papers),
    comments: papers.reduce((sum, { commentsCount }) => sum + (commentsCount ?? 0), 0),
    authors: graph.peopleOn(papers).size,
    organizations: new Set(papers.flatMap(({ organization }) => organization?.slug ?? [])).size,
    medianUpvotes: low === undefined || high === undefined ? null : (low + high) / 2,
    maxUpvotes: upvotes.at(-1) ?? null,
  };
}

/** All groups in order; ties (same time, papers and upvotes) stand in an order of the database's own. */
export function groupsOf(
  graph: ModelGraph,
  filter: ModelFilter,
  by: readonly ModelDimension[],
): ModelGroup[] {
  if (by.length === 0) return [];
  const papers = graph.papers.filter((paper) => meets(paper, filter));
  const keysOf = (paper: ModelPaper) =>
    by.reduce<string[][]>(
      (rows, dimension) =>
        rows.flatMap((row) => valuesOf(graph, paper, dimension).map((value) => [...row, value])),
      [[]],
    );
  const at = by.findIndex(isPeriod);
  const groups = [...grouped(papers, (paper) => keysOf(paper).map((keys) => JSON.stringify(keys)))].map(
    ([key, members]): ModelGroup => {
      const keys = JSON.parse(key) as string[];
      return { keys, period: keys[at] ?? null, totals: totalsOf(graph, members) };
    },
  );
  const dimension = by[at];
  if (dimension !== undefined && by.length === 1) {
    const taken = new Set(groups.map(({ period }) => period));
    for (const period of periodsOf(
      dimension,
      filter,
      [...taken].flatMap((each) => each ?? []),
    ))
      if (!taken.has(period))
        groups.push({
          keys: [period],
          period,
          totals: totalsOf(graph, []),
        });
  }
  return groups.sort(
    (one, other) =>
      (one.period ?? "").localeCompare(other.period ?? "") ||
      other.totals.papers - one.totals.papers ||
      other.totals.upvotes - one.totals.upvotes,
  );
}

function valuesOf(graph: ModelGraph, paper: ModelPaper, dimension: ModelDimension): string[] {
  if (dimension === "ORGANIZATION") return paper.organization ? [paper.organization.slug] : [];
  if (dimension === "AUTHOR") return [...graph.authorsOf(paper)];
  if (dimension === "KEYWORD") return (paper.keywords ?? []).map(foldCase);
  const day = publishedOn(paper);
  return day === null ? [] : [periodStart(dimension, day)];
}

function isPeriod(dimension: ModelDimension): boolean {
  return ["DAY", "WEEK", "MONTH", "YEAR"].includes(dimension);
}

function periodStart(dimension: ModelDimension, day: string): string {
  if (dimension === "YEAR") return `${day.slice(0, 4)}-01-01`;
  if (dimension === "MONTH") return `${day.slice(0, 7)}-01`;
  if (dimension === "DAY") return day;
  let monday = new Date(`${day}T00:00:00Z`);
  while (monday.getUTCDay() !== 1) monday = new Date(monday.getTime() - 86_400_000);
  return monday.toISOString().slice(0, 10);
}

/** Every period from the first to the last day that the filter allows or, where it is open, that has a group. */
function periodsOf(dimension: ModelDimension, filter: ModelFilter, taken: readonly string[]): string[] {
  const ranges = demanded(filter);
  const from =
    ranges
      .flatMap((range) => range.from ?? [])
      .sort()
      .at(-1) ?? [...taken].sort()[0];
  const to = ranges.flatMap((range) => range.to ?? []).sort()[0] ?? [...taken].sort().at(-1);
  if (from === undefined || to === undefined) return [];
  const periods = new Set<string>();
  const last = periodStart(dimension, to);
  for (let time = Date.parse(periodStart(dimension, from)); ; time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    if (periodStart(dimension, day) > last) return [...periods];
    periods.add(periodStart(dimension, day));
  }
}

/** The dates of publication that every paper of a filter has to be within. */
function demanded({ publishedOn: range, and = [] }: ModelFilter): { from?: string; to?: string }[] {
  return [...(range ? [range] : []), ...and.flatMap(demanded)];
}
