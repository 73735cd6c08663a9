import { setImmediate } from "node:timers/promises";
import type { Queryable } from "../db/client.js";
import type { PaperDraft } from "./draft.js";
import type { Memory } from "./memory.js";
import { mergeDraft, type PaperState } from "./merge.js";
import type { Origin } from "./paper-rows.js";
import { prepareDocuments } from "./search.js";

/** What a draft makes of a paper that was not known before. */
export interface PreparedDraft {
  state: PaperState;
  /** Its search document; undefined where that is not known yet. */
  document: Uint8Array | undefined;
}

export type PreparedDrafts = ReadonlyMap<PaperDraft, PreparedDraft>;

/** How many drafts are prepared at a time, before others have their turn. */
const slice = 100;

/** Works out ahead of time, while Postgres is at work on the batch before, what most drafts of an archive are going to be. */
export async function prepareDrafts(
  db: Queryable,
  drafts: readonly PaperDraft[],
  origin: Origin,
  memory: Memory,
): Promise<PreparedDrafts> {
  const making = prepareDocuments(db, drafts, memory);
  const states = await statesOf(drafts, origin).finally(() => making.catch(() => undefined));
  const documents = await making;
  return new Map(
    drafts.map((draft, index) => [
      draft,
      { state: states[index] as PaperState, document: documents.get(draft) },
    ]),
  );
}

async function statesOf(drafts: readonly PaperDraft[], origin: Origin): Promise<PaperState[]> {
  const states: PaperState[] = [];
  for (let start = 0; start < drafts.length; start += slice) {
    for (const draft of drafts.slice(start, start + slice)) states.push(mergeDraft(null, draft, origin));
    await setImmediate();
  }
  return states;
}
