import type { Readable } from "node:stream";
import type { Database } from "../db/database.js";
import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import { settle } from "../domain/recording/bulk-load.js";
import { type Bookmark, findBookmark, removeBookmark, setBookmark } from "../domain/sources/bookmarks.js";
import { noteReading, registerSource } from "../domain/sources/sources.js";
import { adoptAnalyzer, keepTermStatistics } from "../domain/upkeep/analyze-again.js";
import { utcDate } from "../domain/values/dates.js";
import type { DocumentMaker } from "../search/document-maker.js";
import type { FormatName } from "./formats.js";
import { type Place, placesOf } from "./input.js";
import { MarkedBytes, OtherFileError } from "./marked-bytes.js";
import { type OpenFile, openFile } from "./open-file.js";
import { Preview } from "./preview.js";
import { observedOnce } from "./readers/observation.js";
import type { ReadOptions } from "./records.js";
import { type BatchStore, Storing } from "./storing.js";
import {
  addRejection,
  addWarning,
  describeRejection,
  emptySummary,
  type Rejection,
  type Summary,
} from "./summary.js";

/** How far the file at hand is read. */
export interface FileProgress {
  file: string;
  /** Bytes of the file as it lies there, compressed or not. */
  read: number;
  /** Of how many; undefined where nobody knows, as of standard input. */
  size: number | undefined;
}

export interface IngestOptions {
  /** Paths, or `-` for standard input. */
  files: readonly string[];
  standardInput: Readable;
  /** The format of all files; each is recognized by its content when missing. */
  format?: FormatName | undefined;
  /** Under which name the papers are noted; the format's own when missing. */
  source?: string | undefined;
  /** When the upvotes of the files were observed, where they do not say so themselves. */
  observedAt?: Date | undefined;
  /** Whether papers that were not known before are news; those of files are not by default. */
  announce?: boolean;
  /** Whether files are read from their beginnings, also those that were read before. */
  again?: boolean;
  /** Whether to say only what would be done. */
  dryRun?: boolean;
  /** Makes the search documents; in this thread by default. */
  documents?: DocumentMaker;
  /** From how many new papers on, if more than there were before, the database is filled; see `domain/recording/bulk-load.ts`. */
  fillingFrom?: number;
  reading: Omit<ReadOptions, "today" | "after">;
  now: () => Date;
  /** Ends the ingest after the batch at hand. */
  signal?: AbortSignal;
  /** Called when a file is opened, and after each batch. */
  onProgress?: (summary: Summary, progress: FileProgress) => void;
  /** Called with each record that is rejected, before the next one is read. */
  onRejected?: (rejection: Rejection) => void | Promise<void>;
  /** Called when all is stored and what was put off begins. */
  onSettling?: () => void;
}

/** How many papers are stored in one transaction, unless their records are larger than usual. */
const batchSize = 2_500;
const batchBytes = 16 * 1024 * 1024;

/** An ingest under way. */
interface Run {
  db: Database;
  options: IngestOptions;
  summary: Summary;
  store: BatchStore;
}

/**
 * Reads files and stores their papers, batch by batch, while the next batch is read: an ingest that dies leaves whole
 * batches behind, and the same files again go on from there. What cannot be read is reported and stops nothing else.
 *
 * @throws what the database throws, and the signal's reason when it aborts
 */
export async function ingest(db: Database, options: IngestOptions): Promise<Summary> {
  const summary = emptySummary();
  if (!options.dryRun) await adoptAnalyzer(db);
  const store = options.dryRun
    ? new Preview(db, summary)
    : new Storing(db, summary, options.documents, options.fillingFrom);
  const run = { db, options, summary, store };
  for (const file of options.files) {
    const places = await placesOf(file).catch((error: Error): Rejection => ({ file, reason: error.message }));
    if ("reason" in places) await reject(run, places);
    else for (const place of places) await ingestFile(run, place);
  }
  if (options.dryRun) return summary;
  await settle(db, options.onSettling);
  await keepTermStatistics(db);
  return summary;
}

async function reject({ summary, options }: Run, rejection: Rejection): Promise<void> {
  addRejection(summary, rejection);
  await options.onRejected?.(rejection);
}

async function ingestFile(run: Run, place: Place): Promise<void> {
  const { db, options } = run;
  const open = await openFile(place, options);
  // Standard input closed by the signal has not been read to its end.
  options.signal?.throwIfAborted();
  if ("reason" in open) return reject(run, open);
  const { key, source } = open;

  const skips = key !== undefined && !options.again && !options.dryRun;
  const found = skips ? await findBookmark(db, key) : undefined;
  // All rejected records are asked for: they have to be read again.
  const bookmark = options.onRejected && found && found.rejected > 0 ? undefined : found;
  let problem: Rejection | undefined;
  try {
    problem = await readFile(run, open, bookmark);
  } catch (error) {
    if (!(error instanceof OtherFileError)) throw error;
    const reopened = await openFile(place, options);
    if ("reason" in reopened) return reject(run, reopened);
    problem = await readFile(run, reopened, undefined);
  }
  if (options.dryRun) return;
  const before = bookmark?.rejected
    ? `${place.name}: ${bookmark.rejected} records, when it was read before`
    : undefined;
  await noteReading(db, source, options.now(), problem ? describeRejection(problem) : before);
}

/**
 * Stores what a file says, from the bookmark on.
 *
 * @returns the first record that was rejected
 * @throws OtherFileError when the bookmark was set in another file; then nothing was stored
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

  // The bookmark is set at a paper: what is rejected after the last one may be a paper that is not all there yet.
  let { record, papers, rejected } = bookmark ?? { record: 0, papers: 0, rejected: 0 };
  let rejectedSince = 0;
  let batch: PaperDraft[] = [];
  let batchStart = 0;
  let registered = options.dryRun === true;
  const store = async (ended: boolean) => {
    const mark = { bytes: bytes.count, digest: bytes.digest(), record, papers, rejected };
    // A file that holds no paper makes no source known.
    if (!registered && batch.length > 0) {
      await registerSource(run.db, source);
      registered = true;
    }
    const origin = {
      source,
      authority: format.authority,
      observedAt: options.now(),
      undated: true,
      announce: options.announce === true,
    };
    await run.store.store(batch, origin, {
      also: async (transaction) => {
        if (key === undefined) return;
        // An archive says the same however often it is read; a feed's file tells again what there was.
        if (ended && !format.archive) await removeBookmark(transaction, key);
        else await setBookmark(transaction, key, mark, ended ? options.now() : null);
      },
      stored: report,
    });
    batch = [];
  };

  let first: Rejection | undefined;
  // A record that ends before the bookmark is reached may be of another file.
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
      // In the file of the bookmark it is reached long before.
      if (!bytes.verified && (full || unverified.length >= batchSize)) throw new OtherFileError();
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
    await run.store.idle();
  }
  return first;
}
