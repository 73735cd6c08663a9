/**
 * What a source says of one paper. A missing field means that the source says nothing of it, never that it is
 * empty: a page without author names leaves `authors` out, and the names that are stored already stay. null means that
 * the paper has none, and clears what is stored.
 *
 * Texts have their white space folded; calendar dates are ISO 8601 strings (`2025-07-08`), instants are `Date`s;
 * links are absolute http(s) addresses. `parse-paper.ts` makes drafts from untrusted input and checks this.
 */
export interface PaperDraft {
  /** Without version: `2507.03607`, `hep-th/9901001`. */
  arxivId?: string;
  title: string;
  abstract?: string | null;
  publishedAt?: Date | null;
  /** Only from sources that print a date and no instant; ignored where `publishedAt` is known. */
  publishedOn?: string | null;
  featuredOn?: readonly string[];
  withdrawnAt?: Date | null;
  /** In printed order, hidden ones included. */
  authors?: readonly AuthorDraft[] | null;
  /** Where it differs from the length of `authors`, or where names are unknown. */
  authorsCount?: number | null;
  organization?: OrganizationDraft | null;
  /** In the source's order, without duplicates. */
  keywords?: readonly string[] | null;
  /** The total at the time of observation. */
  upvotes?: number;
  /** Totals that were observed before, oldest first; papergraph's own export knows them. */
  upvoteHistory?: readonly UpvoteTotal[];
  commentsCount?: number | null;
  projectUrl?: string | null;
  codeUrl?: string | null;
  githubStars?: number | null;
  thumbnailUrl?: string | null;
}

/** How many upvotes a paper had at an instant. */
export interface UpvoteTotal {
  at: Date;
  upvotes: number;
}

/** One name in a paper's author list. */
export interface AuthorDraft {
  /** As printed on the paper. */
  name: string;
  /** The source's id of the account that claims the authorship. */
  accountId?: string;
  /** What the account calls itself; the printed name stands in where it is missing. */
  accountName?: string;
  username?: string;
  avatarUrl?: string;
  /** Counts in the number of authors and appears nowhere else. */
  hidden?: boolean;
}

export interface OrganizationDraft {
  /** The source's id of the organization, which stays when the slug changes. */
  sourceId?: string;
  slug: string;
  /** Slugs that it had before; papergraph's own export knows them. */
  formerSlugs?: readonly string[];
  /** For people; the slug stands in where it is missing. */
  name?: string;
  avatarUrl?: string;
}
