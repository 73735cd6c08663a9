import type { Readable } from "node:stream";
import type { Database } from "../db/client.js";
import { utcDate } from "../domain/dates.js";
import type { PaperDraft } from "../domain/draft.js";
import { type Outcome, recordPapers } from "../domain/record.js";
import { noteReading, registerSource } from "../domain/sources.js";
import { type FormatName, formats, recognizeFormat } from "./formats.js";
import { type Input, openInput } from "./input.js";
import type { ReadOptions, RecordPosition } from "./records.js";

/** A record that was not stored, where it stands, and why. */
export interface Rejection {
  file: string;
  /** Missing where the file as a whole could not be read. */
  position?: RecordPosition;
  reason: string;
}

/** What an ingest did: each record counts once. */
export interface Summary {
  added: number;
  updated: number;
  unchanged: number;
  rejected: Rejection[];
}

export interface IngestOptions {
  /** Paths, or `-` for standard input. */
  files: readonly string[];
  standardInput: Readable;
  /** The format of all files; each is recognised by its content when missing. */
  format?: FormatName | undefined;
  /** Under which name the papers are noted; the format's own when missing. */
  source?: string | undefined;
  reading: Omit<ReadOptions, "today">;
  now: () => Date;
  /** Ends the ingest after the batch at hand. */
  signal?: AbortSignal;
  /** Told after each batch. */
  onProgress?: (summary: Summary, file: string) => void;
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
  const summary: Summary = { added: 0, updated: 0, unchanged: 0, rejected: [] };
  for (const file of options.files) await ingestFile(db, file, options, summary);
  return summary;
}

async function ingestFile(
  db: Database,
  file: string,
  options: IngestOptions,
  summary: Summary,
): Promise<void> {
  const input = await openInput(file, options.standardInput).catch((error: Error) => error.message);
  if (typeof input === "string") {
    summary.rejected.push({ file, reason: input });
    return;
  }
  const name = options.format ?? recognizeFormat(input.beginning);
  if (name === undefined) {
    summary.rejected.push({ file, reason: input.failure() ?? unrecognized(input) });
    return;
  }
  const { reader, authority, source: usual } = formats[name];
  const source = options.source ?? usual;
  const rejectedBefore = summary.rejected.length;
  await registerSource(db, source);

  let batch: PaperDraft[] = [];
  const flush = async () => {
    const outcomes = await recordPapers(db, batch, { source, authority, observedAt: options.now() });
    tally(summary, outcomes);
    batch = [];
    options.onProgress?.(summary, file);
  };
  const today = utcDate(options.now());
  for await (const record of reader(input.bytes, { ...options.reading, today })) {
    if (record.kind === "rejected")
      summary.rejected.push({ file, position: record.position, reason: record.reason });
    else batch.push(record.draft);
    if (batch.length >= batchSize) await flush();
    options.signal?.throwIfAborted();
  }
  if (batch.length > 0) await flush();
  const failure = input.failure();
  if (failure !== undefined) summary.rejected.push({ file, reason: failure });

  const [problem] = summary.rejected.slice(rejectedBefore);
  await noteReading(db, source, options.now(), problem && describeRejection(problem));
}

function tally(summary: Summary, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) summary[outcome] += 1;
}

function unrecognized({ beginning }: Input): string {
  return beginning.length === 0
    ? "the file is empty"
    : "this is neither a Daily Papers page as text, nor Daily Papers JSON, nor papergraph's JSON Lines, nor arXiv's Kaggle snapshot, OAI-PMH or Atom; name the format with --format if it is one of them";
}

/** A rejection as a line for people: `july.json, record 12 (byte 80231): title: a paper needs a title`. */
export function describeRejection({ file, position, reason }: Rejection): string {
  if (position === undefined) return `${file}: ${reason}`;
  const place = position.line === undefined ? `byte ${position.byte}` : `line ${position.line}`;
  return `${file}, record ${position.record} (${place}): ${reason}`;
}
