import { hash } from "node:crypto";
import type { SearchDocument } from "../../search/document.js";
import type { Authority } from "../interchange/authority.js";
import type { AuthorDraft, PaperDraft, UpvoteTotal } from "../interchange/paper-draft.js";
import { utcDate } from "../values/dates.js";
import { caseKey, titleKey } from "../values/folded-keys.js";

/** A paper as far as merging looks at it. Lists are known by their digests, the abstract too. */
export interface PaperState {
  /** null until it is stored. */
  readonly id: number | null;
  readonly arxivId: string | null;
  readonly title: string;
  readonly titleKey: string;
  readonly publishedAt: Date | null;
  readonly publishedOn: string | null;
  readonly featuredOn: readonly string[];
  readonly authorsCount: number | null;
  readonly organizationId: number | null;
  readonly upvotes: number;
  /** When the upvotes were first seen to be so many; null while no source has reported any. */
  readonly observedAt: Date | null;
  /** Whether no source said when: `observedAt` is when a file was read. */
  readonly upvotesUndated: boolean;
  readonly commentsCount: number;
  readonly projectUrl: string | null;
  readonly codeUrl: string | null;
  readonly githubStars: number | null;
  readonly thumbnailUrl: string | null;
  readonly withdrawnAt: Date | null;
  readonly authority: number;
  readonly commentsAuthority: number;
  readonly authorsDigest: string | null;
  readonly keywordsDigest: string | null;
  readonly abstractDigest: string | null;
}

/** A paper of the batch on its way: as it was, as it will be, and the drafts that took it there. */
export interface PendingPaper {
  /** null until its row has a number. */
  id: number | null;
  readonly before: PaperState | null;
  after: PaperState;
  /** Its search document, where it was made ahead of time and nothing else was said of the paper. */
  document: SearchDocument | undefined;
  /** The latest draft that changed the author list, the keyword list, the abstract. */
  authors: readonly AuthorDraft[] | undefined;
  /** Author lists of earlier drafts of the batch. */
  formerAuthors: readonly (readonly AuthorDraft[])[] | undefined;
  keywords: readonly string[] | undefined;
  /** null where it was cleared. */
  abstract: string | null | undefined;
  /** Totals of which drafts say when they were observed. */
  upvoteHistory: PaperDraft["upvoteHistory"];
}

/** A pending paper that has its row's number. */
export type NumberedPaper = PendingPaper & { readonly id: number };

/** A paper of which nothing has changed yet; `after` is what it was, or what the first draft makes of it. */
export function pendingPaper(before: PaperState | null, after: PaperState): PendingPaper {
  return {
    id: after.id,
    before,
    after,
    document: undefined,
    authors: undefined,
    formerAuthors: undefined,
    keywords: undefined,
    abstract: undefined,
    upvoteHistory: undefined,
  };
}

const blank: Omit<PaperState, "title" | "titleKey"> = {
  id: null,
  arxivId: null,
  publishedAt: null,
  publishedOn: null,
  featuredOn: [],
  authorsCount: null,
  organizationId: null,
  upvotes: 0,
  observedAt: null,
  upvotesUndated: false,
  commentsCount: 0,
  projectUrl: null,
  codeUrl: null,
  githubStars: null,
  thumbnailUrl: null,
  withdrawnAt: null,
  authority: 0,
  commentsAuthority: 0,
  authorsDigest: null,
  keywordsDigest: null,
  abstractDigest: null,
};

/**
 * What a paper is after a source has spoken of it: the state before (null for a paper not seen yet) with what the
 * draft states and may state. See `authority.ts` for who may replace what; to clear is to replace.
 *
 * @param organizationId of the organization that the draft names
 */
export function mergeDraft(
  before: PaperState | null,
  draft: PaperDraft,
  { authority, observedAt, undated = false }: { authority: Authority; observedAt: Date; undated?: boolean },
  organizationId: number | null = null,
): PaperState {
  const state = before ?? { ...blank, title: draft.title, titleKey: titleKey(draft.title) };
  const replaces = authority >= state.authority;
  const settle = <T>(stored: T | null, stated: T | null | undefined): T | null =>
    stated !== undefined && (replaces || stored === null) ? stated : stored;

  const publishedAt = settle(state.publishedAt, draft.publishedAt);
  // The date of an instant goes with it.
  const storedOn = publishedAt === null && state.publishedAt !== null ? null : state.publishedOn;
  const commentsStated = draft.commentsCount !== undefined && authority >= state.commentsAuthority;
  const commentsAuthority = draft.commentsCount === null ? 0 : authority;
  const title = replaces ? draft.title : state.title;
  const observation = observe(state, draft, observedAt, undated);
  return {
    id: state.id,
    arxivId: state.arxivId ?? draft.arxivId ?? null,
    title,
    // What is stored is today's key: migrations see to that.
    titleKey: title === state.title ? state.titleKey : titleKey(title),
    publishedAt,
    publishedOn: publishedAt ? utcDate(publishedAt) : settle(storedOn, draft.publishedOn),
    featuredOn: draft.featuredOn
      ? [...new Set([...state.featuredOn, ...draft.featuredOn])].sort()
      : state.featuredOn,
    authorsCount: settle(state.authorsCount, statedAuthorsCount(draft)),
    organizationId: settle(state.organizationId, draft.organization && organizationId),
    upvotes: observation.upvotes,
    observedAt: observation.observedAt,
    upvotesUndated: observation.upvotesUndated,
    commentsCount: commentsStated ? (draft.commentsCount ?? 0) : state.commentsCount,
    projectUrl: settle(state.projectUrl, draft.projectUrl),
    codeUrl: settle(state.codeUrl, draft.codeUrl),
    githubStars: settle(state.githubStars, draft.githubStars),
    thumbnailUrl: settle(state.thumbnailUrl, draft.thumbnailUrl),
    withdrawnAt: settle(state.withdrawnAt, draft.withdrawnAt),
    authority: Math.max(state.authority, authority),
    commentsAuthority: commentsStated ? commentsAuthority : state.commentsAuthority,
    authorsDigest: settle(state.authorsDigest, draft.authors && digestAuthors(draft.authors)),
    keywordsDigest: settle(state.keywordsDigest, draft.keywords && digest(draft.keywords.map(caseKey))),
    abstractDigest: settle(
      state.abstractDigest,
      typeof draft.abstract === "string" ? digest(draft.abstract) : draft.abstract,
    ),
  };
}

function statedAuthorsCount({ authors, authorsCount }: PaperDraft): number | null | undefined {
  return authorsCount === undefined ? (authors === null ? null : authors?.length) : authorsCount;
}

type Observation = Pick<PaperState, "upvotes" | "observedAt" | "upvotesUndated">;

/**
 * The total that was observed last. One that was observed before it changes nothing, and of two of one instant the larger
 * counts, so that the order in which they come leaves no trace. A total of which nobody says when it was observed stands
 * only where there is no other, the largest of several: it may be older than any that has an instant.
 */
function observe(
  state: Observation,
  { upvotes: total, upvoteHistory }: PaperDraft,
  at: Date,
  undated: boolean,
): Observation {
  const newest = upvoteHistory?.at(-1);
  const known = newest && isNewer(state, newest) ? dated(newest.upvotes, newest.at) : state;
  if (total === undefined) return known;
  if (known.observedAt === null) return { upvotes: total, observedAt: at, upvotesUndated: undated };
  if (undated)
    // Another object, though the same instant: the row is stored again.
    return known.upvotesUndated && total > known.upvotes
      ? { ...known, upvotes: total, observedAt: new Date(known.observedAt) }
      : known;
  return known.upvotesUndated || (total !== known.upvotes && at >= known.observedAt)
    ? dated(total, at)
    : known;
}

function isNewer({ upvotes, observedAt, upvotesUndated }: Observation, total: UpvoteTotal): boolean {
  if (observedAt === null || upvotesUndated) return true;
  const later = total.at.getTime() - observedAt.getTime();
  return later > 0 || (later === 0 && total.upvotes > upvotes);
}

function dated(upvotes: number, observedAt: Date): Observation {
  return { upvotes, observedAt, upvotesUndated: false };
}

/** Whether two states would be stored alike. */
export function sameState(one: PaperState, other: PaperState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** MD5 in hexadecimal, as Postgres' own `md5()` gives it; for telling texts apart, not for secrecy. */
function digest(value: string | readonly string[]): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return hash("md5", text);
}

function digestAuthors(authors: readonly AuthorDraft[]): string {
  return digest(
    JSON.stringify(
      authors.map((author) => [
        author.name,
        author.accountId,
        author.accountName,
        author.username,
        author.avatarUrl,
        author.hidden === true,
      ]),
    ),
  );
}
