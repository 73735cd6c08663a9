import DataLoader from "dataloader";
import type { Database } from "../../db/database.js";
import type { Author, Keyword, Organization, Paper } from "../../db/generated/client.js";
import { type ListedVersion, loadCategories, loadVersions } from "../../domain/catalog/arxiv-lists.js";
import { authorColumns, authorTable } from "../../domain/catalog/authors.js";
import {
  type CountHistory,
  type CountPoint,
  type HistoryQuery,
  loadCountHistories,
} from "../../domain/catalog/count-history.js";
import { keywordColumns, keywordTable } from "../../domain/catalog/keywords.js";
import { organizationColumns, organizationTable } from "../../domain/catalog/organizations.js";
import {
  countPaperAuthors,
  loadFeatureDays,
  loadPaperAuthors,
  loadPaperKeywords,
  type PaperAuthorPage,
} from "../../domain/catalog/paper-details.js";
import { loadTexts, type PaperTexts, type WantedTexts } from "../../domain/catalog/paper-texts.js";
import { loadPapers, paperColumns } from "../../domain/catalog/papers.js";
import { loadByKeys } from "../../domain/keys/key-lookup.js";
import type { ObjectKey } from "../../domain/keys/object-keys.js";
import type { PageRequest } from "../../domain/lists/page-request.js";
import {
  loadRankHistories,
  type RankHistoryQuery,
  type RankPoint,
} from "../../domain/trending/rank-history.js";
import { loadBoardEntries, type TrendingEntry } from "../../domain/trending/ranking.js";
import type { TrendingWindow } from "../../domain/trending/windows.js";

/** Batch row lookups: one statement for all items of a list. */
export interface Loaders {
  paper: DataLoader<number, Paper | null>;
  organization: DataLoader<number, Organization | null>;
  author: DataLoader<number, Author | null>;
  keyword: DataLoader<number, Keyword | null>;
  byKey: {
    Paper: DataLoader<ObjectKey, Paper | null>;
    Organization: DataLoader<ObjectKey, Organization | null>;
    Author: DataLoader<ObjectKey, Author | null>;
    Keyword: DataLoader<ObjectKey, Keyword | null>;
  };
  keywords: DataLoader<number, Keyword[]>;
  categories: DataLoader<number, string[]>;
  versions: DataLoader<number, ListedVersion[]>;
  featureDays: DataLoader<number, Date[]>;
  texts: DataLoader<WantedTexts, PaperTexts, string>;
  listedAuthorsCount: DataLoader<number, number>;
  /** One loader per page: papers with the same arguments share a statement. */
  authors(request: PageRequest): DataLoader<number, PaperAuthorPage>;
  countHistory(history: CountHistory, query: HistoryQuery): DataLoader<number, CountPoint[]>;
  trendingEntry(window: TrendingWindow): DataLoader<number, TrendingEntry | null>;
  rankHistory(query: RankHistoryQuery): DataLoader<number, RankPoint[]>;
}

/** Loaders cache rows, so create them per request. */
export function createLoaders(db: Database, now: Date): Loaders {
  return {
    paper: new DataLoader((ids) => loadPapers(db, ids)),
    organization: new DataLoader((ids) => organizationTable.load(db, ids)),
    author: new DataLoader((ids) => authorTable.load(db, ids)),
    keyword: new DataLoader((ids) => keywordTable.load(db, ids)),
    byKey: {
      Paper: new DataLoader((keys) => loadByKeys(db, "Paper", paperColumns, keys)),
      Organization: new DataLoader((keys) => loadByKeys(db, "Organization", organizationColumns, keys)),
      Author: new DataLoader((keys) => loadByKeys(db, "Author", authorColumns, keys)),
      Keyword: new DataLoader((keys) => loadByKeys(db, "Keyword", keywordColumns, keys)),
    },
    keywords: new DataLoader((ids) => loadPaperKeywords(db, ids)),
    categories: new DataLoader((ids) => loadCategories(db, ids)),
    versions: new DataLoader((ids) => loadVersions(db, ids)),
    featureDays: new DataLoader((ids) => loadFeatureDays(db, ids)),
    texts: new DataLoader((wanted) => loadTexts(db, wanted), {
      cacheKeyFn: ({ id, withKeywords }) => `${id}${withKeywords ? " with keywords" : ""}`,
    }),
    listedAuthorsCount: new DataLoader((ids) => countPaperAuthors(db, ids)),
    authors: perKey((request: PageRequest) => [request, (ids) => loadPaperAuthors(db, ids, request)]),
    countHistory: perKey((history: CountHistory, query: HistoryQuery) => [
      [history, query.from, query.to, query.resolution],
      (ids) => loadCountHistories(db, history, ids, query),
    ]),
    trendingEntry: perKey((window: TrendingWindow) => [
      window,
      (ids) => loadBoardEntries(db, window, ids, now),
    ]),
    rankHistory: perKey((query: RankHistoryQuery) => [
      [query.window, query.from, query.to],
      (ids) => loadRankHistories(db, ids, query, now),
    ]),
  };
}

/** For `loadManyWithoutCache`: with a cache, the second field of an operation gets objects before Pothos has stored their type. */
export function loadNodes<Row>(
  loader: DataLoader<ObjectKey, Row | null>,
  keys: readonly string[],
): Promise<(Row | null)[]> {
  return Promise.all(keys.map((key) => loader.load(key as ObjectKey)));
}

/** One loader per distinct key. */
function perKey<Arguments extends unknown[], Value>(
  describe: (...args: Arguments) => [key: unknown, load: (ids: readonly number[]) => Promise<Value[]>],
): (...args: Arguments) => DataLoader<number, Value> {
  const loaders = new Map<string, DataLoader<number, Value>>();
  return (...args) => {
    const [parts, load] = describe(...args);
    const key = JSON.stringify(parts);
    const loader = loaders.get(key) ?? new DataLoader(load);
    loaders.set(key, loader);
    return loader;
  };
}
