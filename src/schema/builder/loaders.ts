import DataLoader from "dataloader";
import type { Database } from "../../db/database.js";
import type { Author, Keyword, Organization, Paper } from "../../db/generated/client.js";
import { loadAuthors } from "../../domain/catalog/authors.js";
import { loadKeywords, loadKeywordsByName } from "../../domain/catalog/keywords.js";
import { loadOrganizations, loadOrganizationsBySlug } from "../../domain/catalog/organizations.js";
import {
  countPaperAuthors,
  loadAbstracts,
  loadFeatureDays,
  loadPaperAuthors,
  loadPaperKeywords,
  type PaperAuthorPage,
} from "../../domain/catalog/paper-details.js";
import { loadPapers, loadPapersByArxivId } from "../../domain/catalog/papers.js";
import {
  type HistoryQuestion,
  loadUpvoteHistories,
  type UpvotePoint,
} from "../../domain/catalog/upvote-history.js";
import type { PageRequest } from "../../domain/lists/page-request.js";
import { loadPlaces, type TrendingEntry } from "../../domain/trending/ranking.js";
import type { TrendingWindow } from "../../domain/trending/windows.js";

/** What lists touch of each row: collected while a list resolves, then asked for in one statement. */
export interface Loaders {
  paper: DataLoader<number, Paper | null>;
  organization: DataLoader<number, Organization | null>;
  author: DataLoader<number, Author | null>;
  keyword: DataLoader<number, Keyword | null>;
  /** By `arxivIdKey`. */
  paperOfArxivId: DataLoader<string, Paper | null>;
  organizationOfSlug: DataLoader<string, Organization | null>;
  keywordOfName: DataLoader<string, Keyword | null>;
  keywords: DataLoader<number, Keyword[]>;
  featureDays: DataLoader<number, Date[]>;
  abstract: DataLoader<number, string | null>;
  authorsListed: DataLoader<number, number>;
  /** One loader for each page, since papers asked alike are answered together. */
  authors(request: PageRequest): DataLoader<number, PaperAuthorPage>;
  upvoteHistory(question: HistoryQuestion): DataLoader<number, UpvotePoint[]>;
  place(window: TrendingWindow): DataLoader<number, TrendingEntry | null>;
}

/** Loaders remember what they loaded, so they live no longer than a request. */
export function createLoaders(db: Database, now: Date): Loaders {
  return {
    paper: new DataLoader((ids) => loadPapers(db, ids)),
    organization: new DataLoader((ids) => loadOrganizations(db, ids)),
    author: new DataLoader((ids) => loadAuthors(db, ids)),
    keyword: new DataLoader((ids) => loadKeywords(db, ids)),
    paperOfArxivId: new DataLoader((arxivIds) => loadPapersByArxivId(db, arxivIds)),
    organizationOfSlug: new DataLoader((slugs) => loadOrganizationsBySlug(db, slugs)),
    keywordOfName: new DataLoader((names) => loadKeywordsByName(db, names)),
    keywords: new DataLoader((ids) => loadPaperKeywords(db, ids)),
    featureDays: new DataLoader((ids) => loadFeatureDays(db, ids)),
    abstract: new DataLoader((ids) => loadAbstracts(db, ids)),
    authorsListed: new DataLoader((ids) => countPaperAuthors(db, ids)),
    authors: forEach((request: PageRequest) => [request, (ids) => loadPaperAuthors(db, ids, request)]),
    upvoteHistory: forEach((question: HistoryQuestion) => [
      [question.from, question.to, question.resolution],
      (ids) => loadUpvoteHistories(db, ids, question),
    ]),
    place: forEach((window: TrendingWindow) => [window, (ids) => loadPlaces(db, window, ids, now)]),
  };
}

/** A loader for each way of asking, told apart by what is asked. */
function forEach<Question, Value>(
  describe: (question: Question) => [asked: unknown, load: (ids: readonly number[]) => Promise<Value[]>],
): (question: Question) => DataLoader<number, Value> {
  const loaders = new Map<string, DataLoader<number, Value>>();
  return (question) => {
    const [asked, load] = describe(question);
    const key = JSON.stringify(asked);
    const loader = loaders.get(key) ?? new DataLoader(load);
    loaders.set(key, loader);
    return loader;
  };
}
