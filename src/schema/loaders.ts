import DataLoader from "dataloader";
import type { Database } from "../db/client.js";
import type { Keyword, Organization } from "../db/generated/client.js";
import { loadOrganizations } from "../domain/organizations.js";
import type { PageArguments } from "../domain/pages.js";
import {
  countPaperAuthors,
  loadAbstracts,
  loadFeatureDays,
  loadPaperAuthors,
  loadPaperKeywords,
  type PaperAuthorPage,
} from "../domain/paper-parts.js";

/** What lists touch of each row: collected while a list resolves, then asked for in one statement. */
export interface Loaders {
  organization: DataLoader<number, Organization | null>;
  keywords: DataLoader<number, Keyword[]>;
  featureDays: DataLoader<number, Date[]>;
  abstract: DataLoader<number, string | null>;
  authorsListed: DataLoader<number, number>;
  /** One loader for each set of paging arguments, since papers asked alike are answered together. */
  authors(page: PageArguments): DataLoader<number, PaperAuthorPage>;
}

/** Loaders remember what they loaded, so they live no longer than a request. */
export function createLoaders(db: Database): Loaders {
  const authors = new Map<string, DataLoader<number, PaperAuthorPage>>();
  return {
    organization: new DataLoader((ids) => loadOrganizations(db, ids)),
    keywords: new DataLoader((ids) => loadPaperKeywords(db, ids)),
    featureDays: new DataLoader((ids) => loadFeatureDays(db, ids)),
    abstract: new DataLoader((ids) => loadAbstracts(db, ids)),
    authorsListed: new DataLoader((ids) => countPaperAuthors(db, ids)),
    authors(page) {
      const key = JSON.stringify([page.first, page.after, page.last, page.before]);
      const loader =
        authors.get(key) ?? new DataLoader((ids: readonly number[]) => loadPaperAuthors(db, ids, page));
      authors.set(key, loader);
      return loader;
    },
  };
}
