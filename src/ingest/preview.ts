import type { Queryable } from "../db/database.js";
import type { Provenance } from "../domain/batch/batch.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { previewPapers } from "../domain/recording/record-papers.js";
import type { BatchStore } from "./batch-writer.js";
import { addOutcomes, type Summary } from "./summary.js";

/** Counts outcomes without storing anything. A paper that is new in two batches counts as added in both. */
export class Preview implements BatchStore {
  readonly #db: Queryable;
  readonly #summary: Summary;

  constructor(db: Queryable, summary: Summary) {
    this.#db = db;
    this.#summary = summary;
  }

  async store(
    drafts: readonly PaperDraft[],
    provenance: Provenance,
    { stored }: { stored: () => void },
  ): Promise<void> {
    addOutcomes(this.#summary, await previewPapers(this.#db, drafts, provenance));
    stored();
  }

  async idle(): Promise<void> {
    // `store` waits for its batch.
  }
}
