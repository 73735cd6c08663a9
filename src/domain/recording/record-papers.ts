import sql from "sql-template-tag";
import type { Database, Queryable } from "../../db/database.js";
import type { Origin } from "../batch/batch.js";
import { Memory } from "../batch/memory.js";
import {
  mergeDraft,
  type NumberedPaper,
  type PendingPaper,
  pendingPaper,
  sameState,
} from "../batch/merge.js";
import { PaperIdentities } from "../batch/paper-identity.js";
import { isFilling, type Writing, writing } from "../batch/writer.js";
import { refreshDerived } from "../derived/refresh.js";
import { storePreparedTexts } from "../derived/search-texts.js";
import type { PaperDraft } from "../interchange/paper-draft.js";
import { dropUndated, storeHistories } from "./dated-upvotes.js";
import { loadStates } from "./load-states.js";
import type { RecordedOrganizations } from "./organization-identity.js";
import { previewOrganizations, recordOrganizations } from "./organizations.js";
import type { PreparedDrafts } from "./prepare.js";
import {
  numberPapers,
  storeFeatureDays,
  storeMentions,
  storeObservations,
  storePapers,
} from "./store-papers.js";

/** What became of a draft: a paper not known before, one that it changed, or nothing new. */
export type Outcome = "added" | "updated" | "unchanged";

/** How to record, beyond what and whose it is. */
export interface RecordOptions {
  /** The same one for batches that follow each other, of one who records one at a time. */
  memory?: Memory;
  /** What was worked out of the drafts ahead of time, with the same origin. */
  prepared?: PreparedDrafts;
  /** What to do in the same transaction, such as noting how far an archive is read. */
  also?: (transaction: Queryable) => Promise<void>;
}

/**
 * Stores what a source says of some papers, as one transaction: papers, lists, observations, everything derived from
 * them, and the events that tell of it. The same drafts again change nothing. Some 1,000 drafts make a good batch, 5,000
 * of an archive.
 *
 * @returns what became of each draft, in the order of `drafts`
 */
export async function recordPapers(
  db: Database,
  drafts: readonly PaperDraft[],
  origin: Origin,
  { memory = new Memory(), prepared = new Map(), also }: RecordOptions = {},
): Promise<Outcome[]> {
  if (drafts.length === 0 && also === undefined) return [];
  const { outcomes, turn } = await writing(db, async (writing) => {
    memory.begin(writing.turn);
    const outcomes = await recordIn(writing, drafts, origin, memory, prepared);
    await also?.(writing.transaction);
    return { outcomes, turn: writing.turn };
  });
  memory.keep(turn);
  return outcomes;
}

/**
 * What would become of drafts if they were recorded; nothing is stored.
 *
 * @returns as `recordPapers` does
 */
export async function previewPapers(
  db: Queryable,
  drafts: readonly PaperDraft[],
  origin: Origin,
): Promise<Outcome[]> {
  if (drafts.length === 0) return [];
  const organizations = await previewOrganizations(db, drafts, origin.authority);
  const known = await loadKnown(db, drafts);
  await moveAbsorbed(db, known, organizations);
  return mergeAll(known, drafts, origin, new Map(), organizations.ids).outcomes;
}

// What is done for each paper of an archive is done, from here on, in loops and functions of modules rather than in functions
// made for the batch: the machine code of those goes when they go, and to make it anew for each batch took a tenth of the time.

/** The same within a writer's turn. */
export async function recordIn(
  { transaction }: Writing,
  drafts: readonly PaperDraft[],
  origin: Origin,
  memory: Memory,
  prepared: PreparedDrafts,
): Promise<Outcome[]> {
  const filling = await isFilling(transaction);
  const organizations = await recordOrganizations(transaction, drafts, origin.authority);
  const known = await loadKnown(transaction, drafts);
  const moved = await moveAbsorbed(transaction, known, organizations);
  const { outcomes, pending, mentioned } = mergeAll(known, drafts, origin, prepared, organizations.ids);
  const papers = await numberPapers(transaction, [...pending]);
  const changed = [...papers, ...moved.filter((paper) => !pending.has(paper))].filter(hasChanged);

  // Asked for at once, so that Postgres is at work while the next rows are made up. It does one after another: papers, texts,
  // days and observations are asked for before anything is waited for, so whatever follows finds them stored.
  const storing = [
    storePapers(transaction, changed, origin),
    storePreparedTexts(transaction, changed),
    storeFeatureDays(transaction, changed),
    storeObservations(transaction, changed),
    storeMentions(transaction, papers, origin.source),
  ];
  const histories = papers.filter(hasHistory);
  const observed =
    histories.length === 0
      ? new Set<number>()
      : (await Promise.all([storeHistories(transaction, histories), ...storing]))[0];
  const recording = { transaction, memory, filling };
  await Promise.all([
    ...storing,
    dropUndated(
      transaction,
      changed.filter(isDated).map(({ id }) => id),
    ),
    refreshDerived(recording, changed, {
      ...origin,
      renamedOrganizations: organizations.renamed,
      observed: [...observed],
    }),
  ]);
  if (observed.size === 0) return outcomes;
  return outcomes.map((outcome, index) => {
    const id = mentioned[index]?.id;
    return outcome === "unchanged" && typeof id === "number" && observed.has(id) ? "updated" : outcome;
  });
}

function hasHistory({ upvoteHistory }: NumberedPaper): boolean {
  return upvoteHistory !== undefined;
}

/** Whether it has an observation with an instant now, and had none. */
function isDated({ before, after }: NumberedPaper): boolean {
  return before?.upvotesUndated === true && !after.upvotesUndated;
}

function hasChanged({ before, after }: NumberedPaper): boolean {
  return before === null || !sameState(before, after);
}

/**
 * The papers that the drafts may speak of: those with their ids, and those with their titles. A draft with an id takes a
 * title only from a paper without, of which there are few.
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
  return new PaperIdentities(await loadStates(db, found, "record_load_known", "to merge"));
}

/**
 * Gives the papers of absorbed organizations to those that absorbed them.
 *
 * @param known learns of them
 */
async function moveAbsorbed(
  db: Queryable,
  known: PaperIdentities,
  { absorbed }: RecordedOrganizations,
): Promise<NumberedPaper[]> {
  if (absorbed.size === 0) return [];
  const theirs = sql`select id from papers where organization_id = any(${[...absorbed.keys()]}::int[])`;
  const moved: NumberedPaper[] = [];
  for (const state of await loadStates(db, theirs, "record_load_absorbed", "to merge")) {
    const paper = known.withState(state);
    const organizationId = absorbed.get(state.organizationId ?? 0) ?? null;
    paper.after = { ...paper.after, organizationId };
    moved.push(paper as NumberedPaper);
  }
  return moved;
}

function mergeAll(
  known: PaperIdentities,
  drafts: readonly PaperDraft[],
  origin: Origin,
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
    const after = alone?.state ?? mergeDraft(before, draft, origin, organizationId);
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
    if (draft.upvoteHistory) paper.upvoteHistory = [...(paper.upvoteHistory ?? []), ...draft.upvoteHistory];
    pending.add(paper);
    mentioned.push(paper);
    known.learn(paper);
    if (before === null) outcomes.push("added");
    else outcomes.push(sameState(before, after) ? "unchanged" : "updated");
  }
  return { outcomes, pending, mentioned };
}
