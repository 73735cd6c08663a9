import type { Readable } from "node:stream";
import type { Database } from "../db/client.js";
import { type Bookmark, findBookmark, removeBookmark, setBookmark } from "../domain/bookmarks.js";
import { utcDate } from "../domain/dates.js";
import type { DocumentMaker } from "../domain/document-maker.js";
import type { PaperDraft } from "../domain/draft.js";
import { settle } from "../domain/filling.js";
import { noteReading, registerSource } from "../domain/sources.js";
import { type Format, type FormatName, formats, recognizeFormat } from "./formats.js";
import { type Input, openInput } from "./input.js";
import { bookmarkKey, MarkedBytes, OtherFileError } from "./marked-bytes.js";
import type { ReadOptions } from "./records.js";
import { Storing } from "./storing.js";
import { addRejection, describeRejection, emptySummary, type Rejection, type Summary } from "./summary.js";

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
  /** The format of all files; each is recognised by its content when missing. */
  format?: FormatName | undefined;
  /** Under which name the papers are noted; the format's own when missing. */
  source?: string | undefined;
  /** Whether papers that were not known before are news; those of files are not unless said. */
  announce?: boolean;
  /** Whether files are read from their beginnings, also those that were read before. */
  again?: boolean;
  /** Makes the search documents; in this thread unless told. */
  documents?: DocumentMaker;
  /** From how many new papers on, if more than there were before, the database is filled; see `domain/filling.ts`. */
  fillingFrom?: number;
  reading: Omit<ReadOptions, "today" | "after">;
  now: () => Date;
  /** Ends the ingest after the batch at hand. */
  signal?: AbortSignal;
  /** Told when a file is opened, and after each batch. */
  onProgress?: (summary: Summary, progress: FileProgress) => void;
  /** Told of each record that is rejected, before the next one is read. */
  onRejected?: (rejection: Rejection) => void | Promise<void>;
  /** Told when all is stored and what was put off begins. */
  onSettling?: () => void;
}

/** How many papers are stored in one transaction, unless their records are larger than usual. */
const batchSize = 2_500;
const batchBytes = 16 * 1024 * 1024;

/**
 * Reads files and stores their papers, batch by batch, while the next batch is read: an ingest that dies leaves whole
 * batches behind, and the same files again go on from there. What cannot be read is reported and stops nothing else.
 *
 * @throws what the database throws, and the signal's reason when it aborts
 */
export async function ingest(db: Database, options: IngestOptions): Promise<Summary> {
  const summary = emptySummary();
  const storing = new Storing(db, summary, options.documents, options.fillingFrom);
  for (const file of options.files) await ingestFile(db, file, options, summary, storing);
  await settle(db, options.onSettling);
  return summary;
}

/** A file that was recognised, and how it is read. */
interface OpenFile {
  file: string;
  input: Input;
  format: Format;
  source: string;
  /** Undefined for what can be read only once. */
  key: string | undefined;
}

async function ingestFile(
  db: Database,
  file: string,
  options: IngestOptions,
  summary: Summary,
  storing: Storing,
): Promise<void> {
  let problem: Rejection | undefined;
  const reject = async (rejection: Rejection) => {
    problem ??= rejection;
    addRejection(summary, rejection);
    await options.onRejected?.(rejection);
  };
  const open = await openFile(file, options);
  // Standard input closed by the signal has not been read to its end.
  options.signal?.throwIfAborted();
  if ("reason" in open) return reject(open);
  const { key, source } = open;
  await registerSource(db, source);

  const found = key === undefined || options.again ? undefined : await findBookmark(db, key);
  // Whoever wants to hear of all rejected records has to have them read again.
  const bookmark = options.onRejected && found && found.rejected > 0 ? undefined : found;
  try {
    await readFile(open, bookmark, { ...options, reject }, summary, storing);
  } catch (error) {
    if (!(error instanceof OtherFileError)) throw error;
    const reopened = await openFile(file, options);
    if ("reason" in reopened) return reject(reopened);
    await readFile(reopened, undefined, { ...options, reject }, summary, storing);
  }
  const before = bookmark?.rejected
    ? `${file}: ${bookmark.rejected} records, when it was read before`
    : undefined;
  await noteReading(db, source, options.now(), problem ? describeRejection(problem) : before);
}

async function openFile(file: string, options: IngestOptions): Promise<OpenFile | Rejection> {
  const input = await openInput(file, options.standardInput).catch((error: Error) => error.message);
  if (typeof input === "string") return { file, reason: input };
  const name = options.format ?? recognizeFormat(input.beginning);
  if (name === undefined) return { file, reason: input.failure() ?? unrecognized(input) };
  const format = formats[name];
  const source = options.source ?? format.source;
  const key =
    file === "-" || name === "page"
      ? undefined
      : bookmarkKey(input.beginning, [name, source, options.reading]);
  return { file, input, format, source, key };
}

/**
 * Stores what a file says, from the bookmark on.
 *
 * @throws OtherFileError when the bookmark was set in another file; then nothing was stored
 */
async function readFile(
  { file, input, format, source, key }: OpenFile,
  bookmark: Bookmark | undefined,
  options: IngestOptions & { reject: (rejection: Rejection) => Promise<void> },
  summary: Summary,
  storing: Storing,
): Promise<void> {
  const tell = () => options.onProgress?.(summary, { file, read: input.read(), size: input.size });
  const bytes = new MarkedBytes(input.bytes, bookmark, () => {
    options.signal?.throwIfAborted();
    tell();
  });
  tell();

  // The bookmark is set at a paper: what is rejected after the last one may be a paper that is not all there yet.
  let { record, papers, rejected } = bookmark ?? { record: 0, papers: 0, rejected: 0 };
  let rejectedSince = 0;
  let batch: PaperDraft[] = [];
  let batchStart = 0;
  const store = async (ended: boolean) => {
    const mark = { bytes: bytes.count, digest: bytes.digest(), record, papers, rejected };
    const origin = {
      source,
      authority: format.authority,
      observedAt: options.now(),
      announce: options.announce === true,
    };
    await storing.store(batch, origin, {
      also: async (transaction) => {
        if (key === undefined) return;
        // An archive says the same however often it is read; a feed's file tells again what there was.
        if (ended && !format.archive) await removeBookmark(transaction, key);
        else await setBookmark(transaction, key, mark, ended ? options.now() : null);
      },
      stored: tell,
    });
    batch = [];
  };

  // A record that ends before the bookmark is reached may be of another file.
  const unverified: Rejection[] = [];
  const report = async () => {
    for (const rejection of bytes.verified ? unverified.splice(0) : []) await options.reject(rejection);
  };
  const reading = { ...options.reading, today: utcDate(options.now()), after: record };
  try {
    for await (const next of format.reader(bytes, reading)) {
      if (next.kind === "rejected") {
        rejectedSince += 1;
        unverified.push({ file, position: next.position, reason: next.reason });
      } else {
        record = next.position.record;
        papers += 1;
        rejected += rejectedSince;
        rejectedSince = 0;
        if (batch.length === 0) batchStart = bytes.count;
        batch.push(next.draft);
      }
      await report();
      const full = batch.length >= batchSize || bytes.count - batchStart >= batchBytes;
      // In the file of the bookmark it is reached long before.
      if (!bytes.verified && (full || unverified.length >= batchSize)) throw new OtherFileError();
      if (full && next.kind === "paper") await store(false);
      options.signal?.throwIfAborted();
    }
    options.signal?.throwIfAborted();
    await report();
    if (bookmark) {
      summary.unchanged += bookmark.papers;
      summary.rejectedBefore = (summary.rejectedBefore ?? 0) + bookmark.rejected;
    }
    const failure = input.failure();
    if (failure !== undefined) await options.reject({ file, reason: failure });
    await store(failure === undefined);
  } finally {
    await storing.idle();
  }
}

function unrecognized({ beginning }: Input): string {
  return beginning.length === 0
    ? "the file is empty"
    : "this is neither a Daily Papers page as text, nor Daily Papers JSON, nor papergraph's JSON Lines, nor arXiv's Kaggle snapshot, OAI-PMH or Atom; name the format with --format if it is one of them";
}
