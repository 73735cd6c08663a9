import type { Database, Queryable } from "../db/database.js";
import type { Origin } from "../domain/batch/batch.js";
import { Memory } from "../domain/batch/memory.js";
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
    origin: Origin,
    options: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void>;
  /** Resolves when everything is stored. */
  idle(): Promise<void>;
}

/** Stores batches in order, one at a time, while the caller reads the next one. */
export class BatchWriter implements BatchStore {
  readonly #db: Database;
  readonly #summary: Summary;
  readonly #memory: Memory;
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
    this.#memory = new Memory(documents);
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
    origin: Origin,
    { also, stored }: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void> {
    const preparing = prepareDrafts(drafts, origin, this.#memory);
    const [prepared] = await Promise.all([preparing, this.#last]);
    this.#last = this.#record(drafts, origin, { prepared, also }, stored);
    // The next call rethrows the error.
    this.#last.catch(() => undefined);
  }

  async idle(): Promise<void> {
    await this.#last;
  }

  async #record(
    drafts: readonly PaperDraft[],
    origin: Origin,
    options: RecordOptions,
    stored: () => void,
  ): Promise<void> {
    const memory = this.#memory;
    addOutcomes(this.#summary, await recordPapers(this.#db, drafts, origin, { ...options, memory }));
    stored();
    const { added } = this.#summary;
    if (added < this.#bulkLoadMinimum || this.#bulkLoadStart === "forbidden") return;
    this.#before ??= (await countAllPapers(this.#db)) - added;
    // Called after each batch, because another ingest may finish the bulk load when it ends.
    if (added >= this.#before) this.#bulkLoadStart = await beginBulkLoad(this.#db);
  }
}
