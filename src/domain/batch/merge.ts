import { hash } from "node:crypto";
import type { SearchDocument } from "../../search/document.js";
import {
  type AttributeName,
  type AttributeValues,
  attributeNames,
  mapAttributes,
} from "../interchange/paper-columns.js";
import type { AuthorDraft, PaperDraft, PaperVersion, UpvoteTotal } from "../interchange/paper-draft.js";
import type { TrustLevel } from "../interchange/trust-level.js";
import { utcDate } from "../values/dates.js";
import { caseKey, titleKey } from "../values/folded-keys.js";

/** State of a paper that merging compares. Long lists and the abstract are represented by digests. */
export interface PaperState extends Readonly<AttributeValues> {
  /** null until stored. */
  readonly id: number | null;
  readonly arxivId: string | null;
  readonly title: string;
  readonly titleKey: string;
  readonly publishedAt: Date | null;
  readonly publishedOn: string | null;
  readonly featuredOn: readonly string[];
  readonly categories: readonly string[] | null;
  readonly versions: readonly PaperVersion[] | null;
  readonly authorsCount: number | null;
  readonly organizationId: number | null;
  readonly upvotes: number;
  /** When the current upvotes were first observed; null if no source has reported any. */
  readonly observedAt: Date | null;
  /** Whether the time of observation is unknown: `observedAt` is when a file was read. */
  readonly upvotesUndated: boolean;
  readonly commentsCount: number;
  readonly trustLevel: number;
  readonly commentsTrustLevel: number;
  readonly authorsDigest: string | null;
  readonly keywordsDigest: string | null;
  readonly abstractDigest: string | null;
}

/** A pending change of a paper: its states before and after the batch, and the values to store. */
export interface PendingPaper {
  /** null until an ID is assigned. */
  id: number | null;
  readonly before: PaperState | null;
  after: PaperState;
  /** Prepared search document, valid only if no other draft changes the paper. */
  document: SearchDocument | undefined;
  /** From the latest draft that changes them. */
  authors: readonly AuthorDraft[] | undefined;
  /** Author lists of earlier drafts in the batch. */
  formerAuthors: readonly (readonly AuthorDraft[])[] | undefined;
  keywords: readonly string[] | undefined;
  /** null to clear it. */
  abstract: string | null | undefined;
  /** Dated totals. */
  upvoteHistory: PaperDraft["upvoteHistory"];
  /** Dated GitHub stars. */
  starHistory: PaperDraft["starHistory"];
}

export type PaperChange = PendingPaper & { readonly id: number };

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
    starHistory: undefined,
  };
}

/** A paper before its first draft. */
const blank: PaperState = {
  id: null,
  arxivId: null,
  title: "",
  titleKey: "",
  publishedAt: null,
  publishedOn: null,
  featuredOn: [],
  categories: null,
  versions: null,
  authorsCount: null,
  organizationId: null,
  upvotes: 0,
  observedAt: null,
  upvotesUndated: false,
  commentsCount: 0,
  ...mapAttributes(() => null),
  trustLevel: 0,
  commentsTrustLevel: 0,
  authorsDigest: null,
  keywordsDigest: null,
  abstractDigest: null,
};

/**
 * Merges a draft into the state of a paper (null for a new one). `trust-level.ts` defines which source may overwrite
 * what; clearing counts as overwriting.
 *
 * @param organizationId ID of the draft's organization
 */
export function mergeDraft(
  before: PaperState | null,
  draft: PaperDraft,
  {
    trustLevel,
    observedAt,
    undated = false,
  }: { trustLevel: TrustLevel; observedAt: Date; undated?: boolean },
  organizationId: number | null = null,
): PaperState {
  const state = before ?? blank;
  const replaces = trustLevel >= state.trustLevel;
  const resolve = <T>(stored: T | null, stated: T | null | undefined): T | null =>
    stated !== undefined && (replaces || stored === null) ? stated : stored;

  const publishedAt = resolve(state.publishedAt, draft.publishedAt);
  // A date derived from a time is cleared with it.
  const storedOn = publishedAt === null && state.publishedAt !== null ? null : state.publishedOn;
  const commentsStated = draft.commentsCount !== undefined && trustLevel >= state.commentsTrustLevel;
  const commentsTrustLevel = draft.commentsCount === null ? 0 : trustLevel;
  const title = replaces ? draft.title : state.title;
  const observation = observe(state, draft, observedAt, undated);
  // A copy, so that `sameState` sees the same order of fields.
  const after = {
    ...state,
    arxivId: state.arxivId ?? draft.arxivId ?? null,
    title,
    // Stored keys are current; `rekeying.ts` ensures it.
    titleKey: title === state.title ? state.titleKey : titleKey(title),
    publishedAt,
    publishedOn: publishedAt ? utcDate(publishedAt) : resolve(storedOn, draft.publishedOn),
    featuredOn: draft.featuredOn
      ? [...new Set([...state.featuredOn, ...draft.featuredOn])].sort()
      : state.featuredOn,
    categories: resolve(state.categories, draft.categories),
    versions: mergeVersions(state.versions, draft.versions, replaces),
    authorsCount: resolve(state.authorsCount, statedAuthorsCount(draft)),
    organizationId: resolve(state.organizationId, draft.organization && organizationId),
    upvotes: observation.upvotes,
    observedAt: observation.observedAt,
    upvotesUndated: observation.upvotesUndated,
    commentsCount: commentsStated ? (draft.commentsCount ?? 0) : state.commentsCount,
    trustLevel: Math.max(state.trustLevel, trustLevel),
    commentsTrustLevel: commentsStated ? commentsTrustLevel : state.commentsTrustLevel,
    authorsDigest: resolve(state.authorsDigest, draft.authors && digestAuthors(draft.authors)),
    keywordsDigest: resolve(state.keywordsDigest, draft.keywords && digest(draft.keywords.map(caseKey))),
    abstractDigest: resolve(
      state.abstractDigest,
      typeof draft.abstract === "string" ? digest(draft.abstract) : draft.abstract,
    ),
  };
  const merged: Record<AttributeName, unknown> = after;
  for (const name of attributeNames)
    if (draft[name] !== undefined && (replaces || state[name] === null)) merged[name] = draft[name];
  return after;
}

/** All versions that any source has stated, because an older file has fewer of them. */
function mergeVersions(
  stored: PaperState["versions"],
  stated: PaperDraft["versions"],
  replaces: boolean,
): PaperState["versions"] {
  if (stated === undefined || (stated === null && !replaces)) return stored;
  if (stated === null || stored === null) return stated;
  const [best, others] = replaces ? [stated, stored] : [stored, stated];
  const numbers = new Set(best.map(({ number }) => number));
  return [...best, ...others.filter(({ number }) => !numbers.has(number))].sort(
    (one, other) => one.number - other.number,
  );
}

function statedAuthorsCount({ authors, authorsCount }: PaperDraft): number | null | undefined {
  return authorsCount === undefined ? (authors === null ? null : authors?.length) : authorsCount;
}

type Observation = Pick<PaperState, "upvotes" | "observedAt" | "upvotesUndated">;

/**
 * The latest observed total. Earlier ones change nothing, and of two at the same time the larger wins, so the result
 * does not depend on their order. An undated total, which may be older than any dated one, counts only without dated
 * totals; the largest of several wins.
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
    // A new Date object marks the observation as changed.
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

export function sameState(one: PaperState, other: PaperState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Matches Postgres' `md5()`. Detects changes; not for security. */
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
