import { setImmediate } from "node:timers/promises";
import type { SearchDocument } from "../../search/document.js";
import type { Provenance } from "../batch/batch.js";
import type { BatchCache } from "../batch/batch-cache.js";
import { mergeDraft, type PaperState } from "../batch/merge.js";
import { prepareDocuments } from "../derived/search-texts.js";
import type { PaperDraft } from "../interchange/paper-draft.js";

/** Result of a draft for a new paper. */
export interface PreparedDraft {
  state: PaperState;
  /** undefined if it cannot be built yet. */
  document: SearchDocument | undefined;
}

export type PreparedDrafts = ReadonlyMap<PaperDraft, PreparedDraft>;

/** Drafts prepared before yielding to the event loop. */
const batchSize = 100;

/**
 * Prepares drafts ahead of time, while Postgres processes the previous batch. Assumes new papers, as most in an
 * archive are.
 */
export async function prepareDrafts(
  drafts: readonly PaperDraft[],
  provenance: Provenance,
  cache: BatchCache,
): Promise<PreparedDrafts> {
  const [documents, states] = await Promise.all([
    prepareDocuments(cache.maker, drafts),
    statesOf(drafts, provenance),
  ]);
  const prepared = new Map<PaperDraft, PreparedDraft>();
  for (const [index, draft] of drafts.entries())
    prepared.set(draft, { state: states[index] as PaperState, document: documents.get(draft) });
  return prepared;
}

async function statesOf(drafts: readonly PaperDraft[], provenance: Provenance): Promise<PaperState[]> {
  const states: PaperState[] = [];
  for (let start = 0; start < drafts.length; start += batchSize) {
    for (const draft of drafts.slice(start, start + batchSize))
      states.push(mergeDraft(null, draft, provenance));
    await setImmediate();
  }
  return states;
}
