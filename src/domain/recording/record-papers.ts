import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import type { Provenance } from "../batch/batch.js";
import { BatchCache } from "../batch/batch-cache.js";
import {
  mergeDraft,
  type PaperChange,
  type PaperState,
  type PendingPaper,
  pendingPaper,
  sameState,
} from "../batch/merge.js";
import { PaperIdentities } from "../batch/paper-identity.js";
import { touchPapers } from "../batch/touch-papers.js";
import { inWriteTransaction, isBulkLoading, type WriteTransaction } from "../batch/writer.js";
import { refreshDerived } from "../derived/refresh.js";
import { storePreparedTexts } from "../derived/search-texts.js";
import type { PaperDraft } from "../interchange/paper-draft.js";
import { storeStars } from "./dated-stars.js";
import { dropUndated, storeHistories } from "./dated-upvotes.js";
import { loadStates } from "./load-states.js";
import type { RecordedOrganizations } from "./organization-identity.js";
import { previewOrganizations, recordOrganizations } from "./organizations.js";
import type { PreparedDrafts } from "./prepare.js";
import { storeArxivLists } from "./store-arxiv-lists.js";
import {
  assignIds,
  storeFeatureDays,
  storeMentions,
  storeObservations,
  storePapers,
} from "./store-papers.js";

export type Outcome = "added" | "updated" | "unchanged";

export interface RecordOptions {
  /** Shared by consecutive batches of one writer. */
  cache?: BatchCache;
  /** Prepared from the same drafts with the same provenance. */
  prepared?: PreparedDrafts;
  /** Runs in the same transaction, to store a bookmark for example. */
  also?: (transaction: Queryable) => Promise<void>;
}

/**
 * Records drafts in one transaction: papers, lists, observations, all derived data, and events. Idempotent. Use
 * batches of about 1,000 drafts, or 5,000 for archives.
 *
 * @returns the outcome of each draft, in input order
 */
export async function recordPapers(
  db: Database,
  drafts: readonly PaperDraft[],
  provenance: Provenance,
  { cache = new BatchCache(), prepared = new Map(), also }: RecordOptions = {},
): Promise<Outcome[]> {
  if (drafts.length === 0 && also === undefined) return [];
  const { outcomes, turn } = await inWriteTransaction(db, async (write) => {
    cache.begin(write.turn);
    const outcomes = await recordIn(write, drafts, provenance, cache, prepared);
    await also?.(write.transaction);
    return { outcomes, turn: write.turn };
  });
  cache.keep(turn);
  return outcomes;
}

/** Computes the outcomes of `recordPapers` without storing anything. */
export async function previewPapers(
  db: Queryable,
  drafts: readonly PaperDraft[],
  provenance: Provenance,
): Promise<Outcome[]> {
  if (drafts.length === 0) return [];
  const organizations = await previewOrganizations(db, drafts, provenance.trustLevel);
  const known = await loadKnown(db, drafts);
  await moveAbsorbed(db, known, organizations);
  return mergeAll(known, drafts, provenance, new Map(), organizations.ids).outcomes;
}

// Per-paper code below uses loops and module-level functions instead of closures: closures are compiled again for
// each batch, which took a tenth of the time.

/** `recordPapers` within a write transaction. */
export async function recordIn(
  { transaction, time }: WriteTransaction,
  drafts: readonly PaperDraft[],
  provenance: Provenance,
  cache: BatchCache,
  prepared: PreparedDrafts,
): Promise<Outcome[]> {
  const bulkLoading = await isBulkLoading(transaction);
  const organizations = await recordOrganizations(transaction, drafts, provenance.trustLevel);
  const known = await loadKnown(transaction, drafts);
  const moved = await moveAbsorbed(transaction, known, organizations);
  const { outcomes, pending, mentioned } = mergeAll(known, drafts, provenance, prepared, organizations.ids);
  const papers = await assignIds(transaction, [...pending]);
  const changed = [...papers, ...moved.filter((paper) => !pending.has(paper))].filter(hasChanged);

  // Pipelined, so that Postgres works while the next rows are built. Statements run in order: papers, texts, lists and
  // observations are sent before anything is awaited, so later statements see them.
  const storing = [
    storePapers(transaction, changed, time),
    storePreparedTexts(transaction, changed),
    storeFeatureDays(transaction, changed),
    storeArxivLists(transaction, changed),
    storeObservations(transaction, changed),
    storeStars(transaction, papers, time),
    storeMentions(transaction, papers, provenance.source),
  ];
  const histories = papers.filter(hasHistory);
  const observed =
    histories.length === 0
      ? new Map<number, Date | null>()
      : (await Promise.all([storeHistories(transaction, histories), ...storing]))[0];
  const context = { transaction, cache, time, bulkLoading };
  await Promise.all([
    ...storing,
    touchPapers(transaction, observed.keys(), time),
    dropUndated(
      transaction,
      changed.filter(isDated).map(({ id }) => id),
    ),
    refreshDerived(context, changed, {
      ...provenance,
      renamedOrganizations: organizations.renamed,
      observed,
    }),
  ]);
  if (observed.size === 0) return outcomes;
  return outcomes.map((outcome, index) => {
    const id = mentioned[index]?.id;
    return outcome === "unchanged" && typeof id === "number" && observed.has(id) ? "updated" : outcome;
  });
}

function hasHistory({ upvoteHistory }: PaperChange): boolean {
  return upvoteHistory !== undefined;
}

/** Whether it has its first dated observation. */
function isDated({ before, after }: PaperChange): boolean {
  return before?.upvotesUndated === true && !after.upvotesUndated;
}

function hasChanged({ before, after }: PaperChange): boolean {
  return before === null || !sameState(before, after);
}

/**
 * Loads the papers that drafts may refer to, by ID and title. A draft with an ID matches a title only of a paper
 * without an ID; there are few.
 */
async function loadKnown(db: Queryable, drafts: readonly PaperDraft[]): Promise<PaperIdentities> {
  const { arxivIds, titleKeys, titleKeysWithId } = PaperIdentities.keysOf(drafts);
  const found = sql`
    select id from papers where arxiv_id = any(${arxivIds}::text[])
    union
    select id from papers where arxiv_id is null and title_key = any(${titleKeysWithId}::text[])
    union
    select id from papers where title_key = any(${titleKeys}::text[])
  `;
  return new PaperIdentities(await loadStates(db, found, "record_load_known", "merge"));
}

/** Moves the papers of absorbed organizations, and adds them to `known`. */
async function moveAbsorbed(
  db: Queryable,
  known: PaperIdentities,
  { absorbed }: RecordedOrganizations,
): Promise<PaperChange[]> {
  if (absorbed.size === 0) return [];
  const theirs = sql`select id from papers where organization_id = any(${[...absorbed.keys()]}::int[])`;
  const moved: PaperChange[] = [];
  for (const state of await loadStates(db, theirs, "record_load_absorbed", "merge")) {
    const paper = known.withState(state);
    const organizationId = absorbed.get(state.organizationId ?? 0) ?? null;
    paper.after = { ...paper.after, organizationId };
    moved.push(paper as PaperChange);
  }
  return moved;
}

/** Notes the stars of a draft: its history or, if their time is known, its number, if that is new. */
function addStars(
  paper: PendingPaper,
  before: PaperState | null,
  { githubStars, starHistory }: PaperDraft,
  { observedAt, undated = false }: Provenance,
): void {
  const { githubStars: stars } = paper.after;
  const isNews = !undated && stars !== null && stars === githubStars && stars !== before?.githubStars;
  const noted = starHistory ?? (isNews ? [{ at: observedAt, stars }] : []);
  if (noted.length > 0) paper.starHistory = [...(paper.starHistory ?? []), ...noted];
}

function mergeAll(
  known: PaperIdentities,
  drafts: readonly PaperDraft[],
  provenance: Provenance,
  prepared: PreparedDrafts,
  organizationIds: RecordedOrganizations["ids"],
): { outcomes: Outcome[]; pending: Set<PendingPaper>; mentioned: PendingPaper[] } {
  const pending = new Set<PendingPaper>();
  const mentioned: PendingPaper[] = [];
  const outcomes: Outcome[] = [];
  for (const draft of drafts) {
    const found = known.find(draft);
    const before = found?.after ?? null;
    const alone = found || draft.organization ? undefined : prepared.get(draft);
    const organizationId = draft.organization && organizationIds.get(draft.organization);
    const after = alone?.state ?? mergeDraft(before, draft, provenance, organizationId);
    const paper = found ?? pendingPaper(null, after);
    paper.after = after;
    paper.document = alone?.document;
    if (after.authorsDigest !== (before?.authorsDigest ?? null)) {
      if (paper.authors !== undefined) paper.formerAuthors = [...(paper.formerAuthors ?? []), paper.authors];
      paper.authors = draft.authors ?? [];
    }
    if (after.keywordsDigest !== (before?.keywordsDigest ?? null)) paper.keywords = draft.keywords ?? [];
    if (after.abstractDigest !== (before?.abstractDigest ?? null) && draft.abstract !== undefined)
      paper.abstract = draft.abstract;
    addStars(paper, before, draft, provenance);
    if (draft.upvoteHistory) paper.upvoteHistory = [...(paper.upvoteHistory ?? []), ...draft.upvoteHistory];
    pending.add(paper);
    mentioned.push(paper);
    known.learn(paper);
    if (before === null) outcomes.push("added");
    else outcomes.push(sameState(before, after) ? "unchanged" : "updated");
  }
  return { outcomes, pending, mentioned };
}
