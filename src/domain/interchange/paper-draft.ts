import type { AttributeValues } from "./paper-columns.js";

/**
 * A source's data about one paper. A missing field means that the source says nothing about it, not that it is empty:
 * if a page has no author names, `authors` is missing, and stored names are kept. null clears the stored value.
 *
 * White space in texts is folded; calendar dates are ISO 8601 strings (`2025-07-08`), timestamps are `Date`s; links
 * are absolute http(s) URLs. `parse-paper.ts` validates untrusted input.
 */
export interface PaperDraft extends Partial<AttributeValues> {
  /** Without version: `2507.03607`, `hep-th/9901001`. */
  arxivId?: string;
  title: string;
  abstract?: string | null;
  publishedAt?: Date | null;
  /** Only from sources without a time; ignored if `publishedAt` is known. */
  publishedOn?: string | null;
  featuredOn?: readonly string[];
  /** In printed order, including hidden ones. */
  authors?: readonly AuthorDraft[] | null;
  /** If it differs from the length of `authors`, or if names are unknown. */
  authorsCount?: number | null;
  organization?: OrganizationDraft | null;
  /** In the source's order, without duplicates. */
  keywords?: readonly string[] | null;
  /** Of arXiv, as it spells them, the primary one first; without duplicates, not empty. */
  categories?: readonly string[] | null;
  /** Of arXiv, by number; not empty. */
  versions?: readonly PaperVersion[] | null;
  /** Total at the time of observation. */
  upvotes?: number;
  /** Earlier totals, oldest first; part of papergraph's export format. */
  upvoteHistory?: readonly UpvoteTotal[];
  commentsCount?: number | null;
  /** GitHub stars at known times, oldest first; part of papergraph's export format. */
  starHistory?: readonly StarCount[];
}

export interface StarCount {
  at: Date;
  stars: number;
}

export interface PaperVersion {
  number: number;
  /** ISO 8601 in UTC with milliseconds, so that lists can be compared as JSON. */
  submittedAt: string;
}

export interface UpvoteTotal {
  at: Date;
  upvotes: number;
}

/** An author list entry. */
export interface AuthorDraft {
  /** As printed on the paper. */
  name: string;
  /** The source's ID of the account that claims the authorship. */
  accountId?: string;
  /** Name of the account. Defaults to the printed name. */
  accountName?: string;
  username?: string;
  avatarUrl?: string;
  /** Included in the number of authors only. */
  hidden?: boolean;
}

export interface OrganizationDraft {
  /** The source's ID of the organization, stable across slug changes. */
  sourceId?: string;
  slug: string;
  /** Part of papergraph's export format. */
  formerSlugs?: readonly string[];
  /** Display name. Defaults to the slug. */
  name?: string;
  avatarUrl?: string;
}
