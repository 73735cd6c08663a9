import type { Database, Queryable } from "../db/database.js";
import type { Origin } from "../domain/batch/batch.js";
import { Memory } from "../domain/batch/memory.js";
import { countAllPapers } from "../domain/catalog/papers.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { type Beginning, beginFilling } from "../domain/recording/bulk-load.js";
import { prepareDrafts } from "../domain/recording/prepare.js";
import { type RecordOptions, recordPapers } from "../domain/recording/record-papers.js";
import type { DocumentMaker } from "../search/document-maker.js";
import { addOutcomes, type Summary } from "./summary.js";

/** From so many new papers on the database is filled, if there are more of them than there were before. */
const fillingFromUnlessTold = 1_000;

/** Where batches go. */
export interface BatchStore {
  store(
    drafts: readonly PaperDraft[],
    origin: Origin,
    options: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void>;
  /** Resolves when everything is stored. */
  idle(): Promise<void>;
}

/** Stores batches in their order, one at a time, while the next one is read. */
export class Storing implements BatchStore {
  readonly #db: Database;
  readonly #summary: Summary;
  readonly #memory: Memory;
  readonly #fillingFrom: number;
  #last: Promise<void> = Promise.resolve();
  /** How many papers there were before; undefined until it matters. */
  #before: number | undefined;
  #beginning: Beginning | undefined;

  constructor(
    db: Database,
    summary: Summary,
    documents?: DocumentMaker,
    fillingFrom = fillingFromUnlessTold,
  ) {
    this.#db = db;
    this.#summary = summary;
    this.#memory = new Memory(documents);
    this.#fillingFrom = fillingFrom;
  }

  /**
   * Begins to store a batch once the one before it is stored, and resolves then.
   *
   * @param also is done in the same transaction
   * @param stored is told afterwards
   * @throws what the batch before it threw; `idle` throws what this one does
   */
  async store(
    drafts: readonly PaperDraft[],
    origin: Origin,
    { also, stored }: { also: (transaction: Queryable) => Promise<void>; stored: () => void },
  ): Promise<void> {
    const preparing = prepareDrafts(drafts, origin, this.#memory);
    const [prepared] = await Promise.all([preparing, this.#last]);
    this.#last = this.#record(drafts, origin, { prepared, also }, stored);
    // Whoever comes next is told of the error; until then nobody listens.
    this.#last.catch(() => undefined);
  }

  /** Resolves when everything is stored. */
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
    if (added < this.#fillingFrom || this.#beginning === "forbidden") return;
    this.#before ??= (await countAllPapers(this.#db)) - added;
    // Begun already, as a rule; but another ingest that ends settles the database.
    if (added >= this.#before) this.#beginning = await beginFilling(this.#db);
  }
}
