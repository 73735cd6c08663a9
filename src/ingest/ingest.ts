import type { Readable } from "node:stream";
import type { Database } from "../db/database.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { finalizeBulkLoad } from "../domain/recording/bulk-load.js";
import { type Bookmark, findBookmark, removeBookmark, setBookmark } from "../domain/sources/bookmarks.js";
import { recordSourceReading, registerSource } from "../domain/sources/sources.js";
import { mergeWords } from "../domain/sql/merge-words.js";
import { adoptAnalyzer, refreshStaleTermStatistics } from "../domain/upkeep/reanalyze.js";
import { utcDate } from "../domain/values/dates.js";
import type { DocumentMaker } from "../search/document-maker.js";
import { type BatchStore, BatchWriter } from "./batch-writer.js";
import type { FormatName } from "./formats.js";
import { type InputLocation, listInputs } from "./input/input.js";
import { BookmarkMismatchError, MarkedBytes } from "./marked-bytes.js";
import { type OpenFile, openFile } from "./open-file.js";
import { Preview } from "./preview.js";
import { observedOnce } from "./readers/observation.js";
import type { ReadOptions } from "./records.js";
import {
  addRejection,
  addWarning,
  describeRejection,
  emptySummary,
  type Rejection,
  type Summary,
} from "./summary.js";

export interface FileProgress {
  file: string;
  /** Bytes read of the file, before decompression. */
  read: number;
  /** Size of the file in bytes; undefined if unknown, as for standard input. */
  size: number | undefined;
}

export interface IngestOptions {
  /** Paths, or `-` for standard input. */
  files: readonly string[];
  standardInput: Readable;
  /** Format of all files; detected from their content by default. */
  format?: FormatName | undefined;
  /** Name of the source; defaults to that of the format. */
  source?: string | undefined;
  /** Time of the upvotes in files that do not state it. */
  observedAt?: Date | undefined;
  /** Whether to publish new papers to subscribers. Defaults to false. */
  announce?: boolean;
  /** Whether to read files from the start, including those read before. */
  again?: boolean;
  /** Whether to report what would be stored without storing it. */
  dryRun?: boolean;
  /** Makes the search documents. Defaults to this thread. */
  documents?: DocumentMaker;
  /** Minimum number of new papers for a bulk load, if they also double the database; see `domain/recording/bulk-load.ts`. */
  bulkLoadMinimum?: number;
  reading: Omit<ReadOptions, "today" | "after">;
  now: () => Date;
  /** Ends the ingest after the current batch. */
  signal?: AbortSignal;
  /** Called after opening a file and after each batch. */
  onProgress?: (summary: Summary, progress: FileProgress) => void;
  /** Called for each rejected record before the next one is read. */
  onRejected?: (rejection: Rejection) => void | Promise<void>;
  /** Called when all papers are stored and the deferred work of a bulk load begins. */
  onSettling?: () => void;
}

/** Maximum number and total size of the papers of a transaction. */
const batchSize = 2_500;
const batchBytes = 16 * 1024 * 1024;

interface Run {
  db: Database;
  options: IngestOptions;
  summary: Summary;
  store: BatchStore;
}

/**
 * Reads files and stores their papers in batches, each in a transaction, while reading the next. If interrupted, ingesting the
 * same files again resumes after the last batch. Rejected records and files are reported and skipped.
 *
 * @throws errors of the database; the signal's reason when it aborts
 */
export async function ingest(db: Database, options: IngestOptions): Promise<Summary> {
  const summary = emptySummary();
  if (!options.dryRun) await adoptAnalyzer(db);
  const store = options.dryRun
    ? new Preview(db, summary)
    : new BatchWriter(db, summary, options.documents, options.bulkLoadMinimum);
  const run = { db, options, summary, store };
  for (const file of options.files) {
    const locations = await listInputs(file).catch(
      (error: Error): Rejection => ({ file, reason: error.message }),
    );
    if ("reason" in locations) await reject(run, locations);
    else for (const location of locations) await ingestFile(run, location);
  }
  if (options.dryRun) return summary;
  await finalizeBulkLoad(db, options.onSettling);
  await refreshStaleTermStatistics(db);
  await mergeWords(db, "paper_texts");
  return summary;
}

async function reject({ summary, options }: Run, rejection: Rejection): Promise<void> {
  addRejection(summary, rejection);
  await options.onRejected?.(rejection);
}

async function ingestFile(run: Run, location: InputLocation): Promise<void> {
  const { db, options } = run;
  const open = await openFile(location, options);
  // The signal may have closed standard input early.
  options.signal?.throwIfAborted();
  if ("reason" in open) return reject(run, open);
  const { key, source } = open;

  const skips = key !== undefined && !options.again && !options.dryRun;
  const found = skips ? await findBookmark(db, key) : undefined;
  // To report all rejected records, they have to be read again.
  const bookmark = options.onRejected && found && found.rejected > 0 ? undefined : found;
  let problem: Rejection | undefined;
  try {
    problem = await readFile(run, open, bookmark);
  } catch (error) {
    if (!(error instanceof BookmarkMismatchError)) throw error;
    const reopened = await openFile(location, options);
    if ("reason" in reopened) return reject(run, reopened);
    problem = await readFile(run, reopened, undefined);
  }
  if (options.dryRun) return;
  const before = bookmark?.rejected
    ? `${location.name}: ${bookmark.rejected} records were rejected by an earlier ingest`
    : undefined;
  await recordSourceReading(db, source, options.now(), problem ? describeRejection(problem) : before);
}

/**
 * Stores the papers of a file after the bookmark.
 *
 * @returns the first rejected record
 * @throws BookmarkMismatchError if the bookmark belongs to another file; nothing is stored then
 */
async function readFile(
  run: Run,
  { file, input, format, source, key }: OpenFile,
  bookmark: Bookmark | undefined,
): Promise<Rejection | undefined> {
  const { options, summary } = run;
  const report = () => options.onProgress?.(summary, { file, read: input.read(), size: input.size });
  const bytes = new MarkedBytes(input.bytes, bookmark, () => {
    options.signal?.throwIfAborted();
    report();
  });
  report();

  // Bookmarks are set at papers: a record rejected after the last paper may be incomplete yet.
  let { record, papers, rejected } = bookmark ?? { record: 0, papers: 0, rejected: 0 };
  let rejectedSince = 0;
  let batch: PaperDraft[] = [];
  let batchStart = 0;
  let registered = options.dryRun === true;
  const store = async (ended: boolean) => {
    const mark = { bytes: bytes.count, digest: bytes.digest(), record, papers, rejected };
    // A file without papers does not create a source.
    if (!registered && batch.length > 0) {
      await registerSource(run.db, source);
      registered = true;
    }
    const origin = {
      source,
      trustLevel: format.trustLevel,
      observedAt: options.now(),
      undated: true,
      announce: options.announce === true,
    };
    await run.store.store(batch, origin, {
      also: async (transaction) => {
        if (key === undefined) return;
        // A feed is read again next time, because its upvotes change.
        if (ended && !format.archive) await removeBookmark(transaction, key);
        else await setBookmark(transaction, key, mark, ended ? options.now() : null);
      },
      stored: report,
    });
    batch = [];
  };

  let first: Rejection | undefined;
  // Records before the bookmark is reached may belong to another file.
  const unverified: Rejection[] = [];
  const rejectVerified = async () => {
    if (!bytes.verified) return;
    for (const rejection of unverified.splice(0)) {
      first ??= rejection;
      await reject(run, rejection);
    }
  };
  const reading = { ...options.reading, today: utcDate(options.now()), after: record };
  try {
    for await (const next of format.reader(bytes, reading)) {
      if (next.kind === "rejected") {
        rejectedSince += 1;
        const reason = `${next.reason} (read as ${format.title})`;
        unverified.push({ file, position: next.position, reason });
      } else {
        record = next.position.record;
        papers += 1;
        rejected += rejectedSince;
        rejectedSince = 0;
        if (batch.length === 0) batchStart = bytes.count;
        batch.push(observedOnce(next.draft, options.observedAt));
        for (const reason of next.warnings ?? [])
          addWarning(summary, { file, position: next.position, reason });
      }
      if (unverified.length > 0) await rejectVerified();
      const full = batch.length >= batchSize || bytes.count - batchStart >= batchBytes;
      // In the right file, the bookmark is reached long before.
      if (!bytes.verified && (full || unverified.length >= batchSize)) throw new BookmarkMismatchError();
      if (full && next.kind === "paper") await store(false);
      options.signal?.throwIfAborted();
    }
    options.signal?.throwIfAborted();
    await rejectVerified();
    if (bookmark) {
      summary.unchanged += bookmark.papers;
      summary.rejectedBefore = (summary.rejectedBefore ?? 0) + bookmark.rejected;
    }
    const failure = input.failure();
    if (failure !== undefined) {
      const rejection = { file, reason: failure };
      first ??= rejection;
      await reject(run, rejection);
    }
    await store(failure === undefined);
  } finally {
    input.close();
    await run.store.idle();
  }
  return first;
}
