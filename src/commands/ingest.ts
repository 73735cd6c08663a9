import { basename } from "node:path";
import { addAbortSignal } from "node:stream";
import { orAborted, settledOrAborted } from "../async/abort.js";
import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { ingestApplicationName } from "../domain/recording/bulk-load.js";
import type { FormatName } from "../ingest/formats.js";
import { type FileProgress, ingest } from "../ingest/ingest.js";
import {
  countRejected,
  countWarnings,
  describeRejection,
  emptySummary,
  type Summary,
} from "../ingest/summary.js";
import { ThreadedDocumentMaker } from "../ingest/threaded-documents.js";
import { limitHeapGrowth, limitYoungGeneration } from "./heap.js";
import { locateDatabase } from "./location.js";
import { applyMigrations } from "./migrate.js";
import { type Progress, startProgress } from "./progress.js";
import { openRejectedFile, RejectedFileError } from "./rejected-file.js";
import type { Shutdown } from "./shutdown.js";

interface IngestFlags {
  format?: FormatName;
  asOf?: string;
  trailingCount: "comments" | "upvotes";
  json?: true;
  announce?: true;
  again?: true;
  dryRun?: true;
  observedAt?: Date;
  source?: string;
  rejected?: string;
}

/** Maximum number of rejected records, and of warnings, to print. */
const maxListed = 20;

/**
 * `papergraph ingest`. The exit code is 1 if anything was rejected.
 *
 * @throws InterruptedError when stopped
 */
export async function ingestFiles(
  config: Config,
  shutdown: Shutdown,
  files: string[],
  flags: IngestFlags,
): Promise<void> {
  limitHeapGrowth("ingest");
  limitYoungGeneration();
  const rejectedFile =
    flags.rejected === undefined ? undefined : await openRejectedFile(flags.rejected, files);
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 2, name: ingestApplicationName });
  const documents = new ThreadedDocumentMaker();
  // An interrupted ingest destroys it, possibly while nothing reads it.
  process.stdin.on("error", () => undefined);
  const started = performance.now();
  const latest = emptySummary();
  const bars = progressOfFiles();
  try {
    await applyMigrations(location.url, shutdown.requested);
    const ingesting = ingest(db, {
      files,
      standardInput: addAbortSignal(shutdown.requested, process.stdin),
      format: flags.format,
      source: flags.source,
      observedAt: flags.observedAt,
      dryRun: flags.dryRun === true,
      announce: flags.announce === true,
      again: flags.again === true,
      reading: {
        trailingCount: flags.trailingCount,
        ...(flags.asOf === undefined ? {} : { asOf: flags.asOf }),
      },
      now: () => new Date(),
      documents,
      signal: shutdown.requested,
      onProgress(state, progress) {
        Object.assign(latest, state);
        bars.show(state, progress);
      },
      onSettling() {
        bars.end();
        process.stderr.write("All papers stored. Counting authors and keywords, building indexes …\n");
      },
      ...(rejectedFile && { onRejected: rejectedFile.write }),
    });
    const summary = await orAborted(ingesting, shutdown.cut);
    await rejectedFile?.close();
    bars.end();
    process.stdout.write(
      flags.json
        ? `${JSON.stringify(flags.dryRun ? { dryRun: true, ...summary } : summary)}\n`
        : describe(summary, performance.now() - started, flags),
    );
    if (countRejected(summary) > 0) process.exitCode = 1;
  } catch (error) {
    bars.end();
    const stored = `${describeCounts(latest)} so far. Run the same command again to resume.`;
    if (shutdown.requested.aborted) {
      process.stderr.write(`Interrupted: ${stored}\n`);
      throw error;
    }
    if (error instanceof RejectedFileError) throw new Error(`${error.message}; ${stored}`);
    throw new Error(`Database error: ${error instanceof Error ? error.message : String(error)}; ${stored}`);
  } finally {
    await rejectedFile?.close().catch(() => undefined);
    await settledOrAborted(Promise.all([documents.close(), db.close()]), shutdown.abandoned);
    await location.close(shutdown.overdue);
  }
}

function describe(
  summary: Summary,
  milliseconds: number,
  { rejected: rejectedFile, dryRun }: IngestFlags,
): string {
  const listed = summary.rejected
    .slice(0, maxListed)
    .map((rejection) => `  ${describeRejection(rejection)}\n`);
  const before = summary.rejectedBefore ?? 0;
  const unlisted = countRejected(summary) - before - listed.length;
  const where = rejectedFile === undefined ? "--rejected FILE writes all of them" : `see ${rejectedFile}`;
  const took = `in ${(milliseconds / 1000).toFixed(1)} s`;
  return [
    dryRun
      ? `Dry run, nothing was stored: ${describeCounts(summary, "would be added")} ${took}.\n`
      : `${describeCounts(summary)} ${took}.\n`,
    ...listed,
    ...(unlisted > 0 ? [`  … and ${unlisted} more; ${where}.\n`] : []),
    ...(before > 0
      ? [`  ${before} were rejected by an earlier ingest of the same files; --again lists them.\n`]
      : []),
    ...describeWarnings(summary),
  ].join("");
}

function describeWarnings(summary: Summary): string[] {
  const count = countWarnings(summary);
  if (count === 0) return [];
  const listed = (summary.warnings ?? []).slice(0, maxListed);
  return [
    `${count} invalid ${count === 1 ? "value was" : "values were"} dropped from papers that were kept.\n`,
    ...listed.map((warning) => `  ${describeRejection(warning)}\n`),
    ...(count > listed.length ? [`  … and ${count - listed.length} more.\n`] : []),
  ];
}

function describeCounts(summary: Summary, addedText = "added"): string {
  const { added, updated, unchanged, rejected } = summary;
  const files = rejected.filter(({ position }) => position === undefined).length;
  const records = `${added} ${addedText}, ${updated} updated, ${unchanged} unchanged, ${countRejected(summary) - files} rejected`;
  return files === 0 ? records : `${records}, ${files} ${files === 1 ? "file" : "files"} rejected`;
}

/** One bar per file, with the counts of all files so far. */
function progressOfFiles(): { show(summary: Summary, progress: FileProgress): void; end(): void } {
  const started = performance.now();
  let current: { file: string; bar: Progress } | undefined;
  return {
    show(summary, { file, read, size }) {
      if (current?.file !== file)
        current = { file, bar: startProgress(file === "-" ? "standard input" : basename(file), size) };
      const done = summary.added + summary.updated + summary.unchanged;
      const rate = Math.round(done / ((performance.now() - started) / 1_000));
      current.bar.update(read, `${rate} papers a second, ${describeCounts(summary)}`);
    },
    end: () => current?.bar.end(),
  };
}
