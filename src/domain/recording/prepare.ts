import { setImmediate } from "node:timers/promises";
import type { SearchDocument } from "../../search/document.js";
import type { Origin } from "../batch/batch.js";
import type { Memory } from "../batch/memory.js";
import { mergeDraft, type PaperState } from "../batch/merge.js";
import { prepareDocuments } from "../derived/search-texts.js";
import type { PaperDraft } from "../interchange/paper-draft.js";

/** What a draft makes of a paper that was not known before. */
export interface PreparedDraft {
  state: PaperState;
  /** Its search document; undefined where that is not known yet. */
  document: SearchDocument | undefined;
}

export type PreparedDrafts = ReadonlyMap<PaperDraft, PreparedDraft>;

/** How many drafts are prepared at a time, before others have their turn. */
const slice = 100;

/** Works out ahead of time, while Postgres is at work on the batch before, what most drafts of an archive are going to be. */
export async function prepareDrafts(
  drafts: readonly PaperDraft[],
  origin: Origin,
  memory: Memory,
): Promise<PreparedDrafts> {
  const [documents, states] = await Promise.all([
    prepareDocuments(memory.maker, drafts),
    statesOf(drafts, origin),
  ]);
  const prepared = new Map<PaperDraft, PreparedDraft>();
  for (const [index, draft] of drafts.entries())
    prepared.set(draft, { state: states[index] as PaperState, document: documents.get(draft) });
  return prepared;
}

async function statesOf(drafts: readonly PaperDraft[], origin: Origin): Promise<PaperState[]> {
  const states: PaperState[] = [];
  for (let start = 0; start < drafts.length; start += slice) {
    for (const draft of drafts.slice(start, start + slice)) states.push(mergeDraft(null, draft, origin));
    await setImmediate();
  }
  return states;
}
