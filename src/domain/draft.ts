/**
 * What a source says of one paper. A missing field means that the source says nothing of it, never that it is
 * empty: a page without author names leaves `authors` out, and the names that are stored already stay. Where null is
 * allowed, it states that there is none.
 *
 * Texts have their white space folded; calendar dates are ISO 8601 strings (`2025-07-08`), instants are `Date`s;
 * links are absolute http(s) addresses. `src/domain/paper-input.ts` makes drafts from untrusted input and checks this.
 */
export interface PaperDraft {
  /** Without version: `2507.03607`, `hep-th/9901001`. */
  arxivId?: string;
  title: string;
  abstract?: string;
  publishedAt?: Date;
  /** Only from sources that print a date and no instant; ignored where `publishedAt` is known. */
  publishedOn?: string;
  featuredOn?: readonly string[];
  withdrawnAt?: Date | null;
  /** In printed order, hidden ones included. */
  authors?: readonly AuthorDraft[];
  /** Where it differs from the length of `authors`, or where names are unknown. */
  authorsCount?: number;
  organization?: OrganizationDraft | null;
  /** In the source's order, without duplicates. */
  keywords?: readonly string[];
  /** The total at the time of observation. */
  upvotes?: number;
  /** Totals that were observed before, oldest first; papergraph's own export knows them. */
  upvoteHistory?: readonly UpvoteTotal[];
  commentsCount?: number;
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
  slug: string;
  /** For people; the slug stands in where it is missing. */
  name?: string;
  avatarUrl?: string;
}
