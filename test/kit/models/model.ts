import type { PaperDraft } from "../../../src/domain/interchange/paper-draft.js";
import { foldCase, foldTitle } from "./folding.js";

// In-memory model of lists of papers, to compare the API with.

/** A filter as clients write it, without author IDs, which the database assigns. */
export interface ModelFilter {
  publishedOn?: { from?: string; to?: string };
  featuredOn?: { from?: string; to?: string };
  organizations?: string[];
  hasOrganization?: boolean;
  isFeatured?: boolean;
  hasArxivId?: boolean;
  hasAbstract?: boolean;
  keywords?: string[];
  categories?: string[];
  upvotes?: { min?: number; max?: number };
  commentsCount?: { min?: number; max?: number };
  authorsCount?: { min?: number; max?: number };
  hasCode?: boolean;
  and?: ModelFilter[];
  or?: ModelFilter[];
  not?: ModelFilter;
}

export type ModelOrder = {
  field: "PUBLISHED_ON" | "FEATURED_ON" | "UPVOTES" | "COMMENTS" | "TITLE";
  direction: "ASC" | "DESC";
};

/** Whether a paper matches a filter. */
export function meets(paper: PaperDraft, filter: ModelFilter): boolean {
  const { organization } = paper;
  const keys = (texts: readonly string[]) => texts.map(foldCase);
  return (
    within(publishedOn(paper), filter.publishedOn?.from, filter.publishedOn?.to) &&
    (!filter.featuredOn?.from && !filter.featuredOn?.to
      ? true
      : (paper.featuredOn ?? []).some((day) =>
          within(day, filter.featuredOn?.from, filter.featuredOn?.to),
        )) &&
    (!filter.organizations ||
      (organization != null && keys(filter.organizations).includes(foldCase(organization.slug)))) &&
    (filter.hasOrganization === undefined || filter.hasOrganization === (organization != null)) &&
    (!filter.keywords ||
      keys(paper.keywords ?? []).some((key) => keys(filter.keywords ?? []).includes(key))) &&
    (!filter.categories ||
      (paper.categories ?? []).some((each) => keys(filter.categories ?? []).includes(foldCase(each)))) &&
    (filter.isFeatured === undefined || filter.isFeatured === (paper.featuredOn ?? []).length > 0) &&
    (filter.hasArxivId === undefined || filter.hasArxivId === (paper.arxivId !== undefined)) &&
    (filter.hasAbstract === undefined || filter.hasAbstract === (paper.abstract != null)) &&
    within(paper.upvotes ?? 0, filter.upvotes?.min, filter.upvotes?.max) &&
    within(paper.commentsCount ?? 0, filter.commentsCount?.min, filter.commentsCount?.max) &&
    within(
      paper.authorsCount ?? paper.authors?.length ?? null,
      filter.authorsCount?.min,
      filter.authorsCount?.max,
    ) &&
    (filter.hasCode === undefined || filter.hasCode === (paper.codeUrl !== undefined)) &&
    (filter.and ?? []).every((each) => meets(paper, each)) &&
    (!filter.or || filter.or.some((each) => meets(paper, each))) &&
    (!filter.not || !meets(paper, filter.not))
  );
}

/** Papers without a value come last in either direction; ties are in database order. */
export function orderValueOf(paper: PaperDraft, { field }: ModelOrder): string | number | null {
  switch (field) {
    case "PUBLISHED_ON":
      return publishedOn(paper);
    case "FEATURED_ON":
      return paper.featuredOn?.at(-1) ?? null;
    case "UPVOTES":
      return paper.upvotes ?? 0;
    case "COMMENTS":
      return paper.commentsCount ?? 0;
    case "TITLE":
      return foldTitle(paper.title);
  }
}

/** Whether one value may stand before another. */
export function inOrder(
  one: string | number | null,
  other: string | number | null,
  { direction }: ModelOrder,
): boolean {
  if (other === null) return true;
  if (one === null) return false;
  return direction === "ASC" ? one <= other : one >= other;
}

export function publishedOn(paper: PaperDraft): string | null {
  return paper.publishedAt?.toISOString().slice(0, 10) ?? paper.publishedOn ?? null;
}

function within<T extends string | number>(
  value: T | null,
  low: T | undefined,
  high: T | undefined,
): boolean {
  if (low === undefined && high === undefined) return true;
  return value !== null && (low === undefined || value >= low) && (high === undefined || value <= high);
}
