import type { Readable } from "node:stream";
import type { Database } from "../db/client.js";
import { utcDate } from "../domain/dates.js";
import type { PaperDraft } from "../domain/draft.js";
import { recordPapers } from "../domain/record.js";
import { noteReading, registerSource } from "../domain/sources.js";
import { type FormatName, formats, recognizeFormat } from "./formats.js";
import { type Input, openInput } from "./input.js";
import type { ReadOptions } from "./records.js";
import {
  addOutcomes,
  addRejection,
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
  /** The format of all files; each is recognised by its content when missing. */
  format?: FormatName | undefined;
  /** Under which name the papers are noted; the format's own when missing. */
  source?: string | undefined;
  /** Whether papers that were not known before are news; those of files are not unless said. */
  announce?: boolean;
  reading: Omit<ReadOptions, "today">;
  now: () => Date;
  /** Ends the ingest after the batch at hand. */
  signal?: AbortSignal;
  /** Told when a file is opened, and after each batch. */
  onProgress?: (summary: Summary, progress: FileProgress) => void;
  /** Told of each record that is rejected, before the next one is read. */
  onRejected?: (rejection: Rejection) => void | Promise<void>;
}

/** How many papers are stored in one transaction. */
const batchSize = 500;

/**
 * Reads files and stores their papers, batch by batch: an ingest that dies leaves whole batches behind, and the same
 * files again complete it. What cannot be read is reported and stops nothing else.
 *
 * @throws what the database throws, and the signal's reason when it aborts
 */
export async function ingest(db: Database, options: IngestOptions): Promise<Summary> {
  const summary = emptySummary();
  for (const file of options.files) await ingestFile(db, file, options, summary);
  return summary;
}

async function ingestFile(
  db: Database,
  file: string,
  options: IngestOptions,
  summary: Summary,
): Promise<void> {
  let problem: Rejection | undefined;
  const reject = async (rejection: Rejection) => {
    problem ??= rejection;
    addRejection(summary, rejection);
    await options.onRejected?.(rejection);
  };
  const input = await openInput(file, options.standardInput).catch((error: Error) => error.message);
  if (typeof input === "string") {
    await reject({ file, reason: input });
    return;
  }
  const name = options.format ?? recognizeFormat(input.beginning);
  if (name === undefined) {
    await reject({ file, reason: input.failure() ?? unrecognized(input) });
    return;
  }
  const { reader, authority, source: usual } = formats[name];
  const source = options.source ?? usual;
  await registerSource(db, source);

  const tell = () => options.onProgress?.(summary, { file, read: input.read(), size: input.size });
  tell();

  let batch: PaperDraft[] = [];
  const flush = async () => {
    const outcomes = await recordPapers(db, batch, {
      source,
      authority,
      observedAt: options.now(),
      announce: options.announce === true,
    });
    addOutcomes(summary, outcomes);
    batch = [];
    tell();
  };
  const today = utcDate(options.now());
  for await (const record of reader(input.bytes, { ...options.reading, today })) {
    if (record.kind === "rejected") await reject({ file, position: record.position, reason: record.reason });
    else batch.push(record.draft);
    if (batch.length >= batchSize) await flush();
    options.signal?.throwIfAborted();
  }
  if (batch.length > 0) await flush();
  const failure = input.failure();
  if (failure !== undefined) await reject({ file, reason: failure });
  await noteReading(db, source, options.now(), problem && describeRejection(problem));
}

function unrecognized({ beginning }: Input): string {
  return beginning.length === 0
    ? "the file is empty"
    : "this is neither a Daily Papers page as text, nor Daily Papers JSON, nor papergraph's JSON Lines, nor arXiv's Kaggle snapshot, OAI-PMH or Atom; name the format with --format if it is one of them";
}
