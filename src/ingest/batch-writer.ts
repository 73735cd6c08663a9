import type { Database, Queryable } from "../db/database.js";
import type { Provenance } from "../domain/batch/batch.js";
import { BatchCache } from "../domain/batch/batch-cache.js";
import { countAllPapers } from "../domain/catalog/papers.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { type BulkLoadStart, beginBulkLoad } from "../domain/recording/bulk-load.js";
import { prepareDrafts } from "../domain/recording/prepare.js";
import { type RecordOptions, recordPapers } from "../domain/recording/record-papers.js";
import type { DocumentMaker } from "../search/document-maker.js";
import { addOutcomes, type Summary } from "./summary.js";

/** Minimum number of new papers for a bulk load, if they also double the database. */
const defaultBulkLoadMinimum = 1_000;

export interface BatchStore {
  store(
    drafts: readonly PaperDraft[],
    provenance: Provenance,
    options: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void>;
  /** Resolves when everything is stored. */
  idle(): Promise<void>;
}

/** Stores batches in order, one at a time, while the caller reads the next one. */
export class BatchWriter implements BatchStore {
  readonly #db: Database;
  readonly #summary: Summary;
  readonly #cache: BatchCache;
  readonly #bulkLoadMinimum: number;
  #last: Promise<void> = Promise.resolve();
  /** Number of papers before the ingest; counted when needed. */
  #before: number | undefined;
  #bulkLoadStart: BulkLoadStart | undefined;

  constructor(
    db: Database,
    summary: Summary,
    documents?: DocumentMaker,
    bulkLoadMinimum = defaultBulkLoadMinimum,
  ) {
    this.#db = db;
    this.#summary = summary;
    this.#cache = new BatchCache(documents);
    this.#bulkLoadMinimum = bulkLoadMinimum;
  }

  /**
   * Waits until the previous batch is stored, then starts to store this one.
   *
   * @param also runs in the same transaction
   * @param stored called after the commit
   * @throws errors of the previous batch; `idle` throws those of this one
   */
  async store(
    drafts: readonly PaperDraft[],
    provenance: Provenance,
    { also, stored }: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void> {
    const preparing = prepareDrafts(drafts, provenance, this.#cache);
    const [prepared] = await Promise.all([preparing, this.#last]);
    this.#last = this.#record(drafts, provenance, { prepared, also }, stored);
    // The next call rethrows the error.
    this.#last.catch(() => undefined);
  }

  async idle(): Promise<void> {
    await this.#last;
  }

  async #record(
    drafts: readonly PaperDraft[],
    provenance: Provenance,
    options: RecordOptions,
    stored: () => void,
  ): Promise<void> {
    const cache = this.#cache;
    addOutcomes(this.#summary, await recordPapers(this.#db, drafts, provenance, { ...options, cache }));
    stored();
    const { added } = this.#summary;
    if (added < this.#bulkLoadMinimum || this.#bulkLoadStart === "forbidden") return;
    this.#before ??= (await countAllPapers(this.#db)) - added;
    // Called after each batch, because another ingest may finish the bulk load when it ends.
    if (added >= this.#before) this.#bulkLoadStart = await beginBulkLoad(this.#db);
  }
}
