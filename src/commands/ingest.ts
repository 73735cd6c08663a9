import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import type { FormatName } from "../ingest/formats.js";
import { describeRejection, ingest, type Summary } from "../ingest/ingest.js";
import { applyMigrations, locateDatabase } from "./database.js";

interface IngestFlags {
  format?: FormatName;
  asOf?: string;
  trailingCount: "comments" | "upvotes";
  json?: true;
}

/** How many rejected records are printed one by one. */
const mostListed = 20;

/** `papergraph ingest`: exit code 1 when anything was rejected, 130 when interrupted. */
export async function ingestFiles(config: Config, files: string[], flags: IngestFlags): Promise<void> {
  const location = await locateDatabase(config, (message) => process.stderr.write(`${message}\n`));
  const db = openDatabase({ url: location.url, connections: 2 });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const started = Date.now();
  const latest: Summary = { added: 0, updated: 0, unchanged: 0, rejected: [] };
  try {
    await applyMigrations(location.url);
    const summary = await ingest(db, {
      files,
      standardInput: process.stdin,
      format: flags.format,
      reading: {
        trailingCount: flags.trailingCount,
        ...(flags.asOf === undefined ? {} : { asOf: flags.asOf }),
      },
      now: () => new Date(),
      signal: interruption.signal,
      onProgress(state, file) {
        Object.assign(latest, state);
        showProgress(state, file, Date.now() - started);
      },
    });
    clearProgress();
    process.stdout.write(
      flags.json ? `${JSON.stringify(summary)}\n` : describe(summary, Date.now() - started),
    );
    if (summary.rejected.length > 0) process.exitCode = 1;
  } catch (error) {
    clearProgress();
    const stored = `${describeCounts(latest)} before. The same command again completes it.`;
    if (interruption.signal.aborted) {
      process.stderr.write(`Interrupted: ${stored}\n`);
      process.exitCode = 130;
    } else
      throw new Error(
        `The database failed: ${error instanceof Error ? error.message : String(error)}; ${stored}`,
      );
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await db.close();
    await location.close();
  }
}

function describe(summary: Summary, milliseconds: number): string {
  const listed = summary.rejected
    .slice(0, mostListed)
    .map((rejection) => `  ${describeRejection(rejection)}\n`);
  const unlisted = summary.rejected.length - listed.length;
  return [
    `${describeCounts(summary)} in ${(milliseconds / 1000).toFixed(1)} s.\n`,
    ...listed,
    ...(unlisted > 0 ? [`  … and ${unlisted} more; --json lists all.\n`] : []),
  ].join("");
}

function describeCounts({ added, updated, unchanged, rejected }: Summary): string {
  return `${added} added, ${updated} updated, ${unchanged} unchanged, ${rejected.length} rejected`;
}

/** One line that is written over; only for people who watch. */
function showProgress(summary: Summary, file: string, milliseconds: number): void {
  if (!process.stderr.isTTY) return;
  const done = summary.added + summary.updated + summary.unchanged;
  const rate = Math.round((done / Math.max(milliseconds, 1)) * 1000);
  process.stderr.write(`\r\x1b[K${file}: ${describeCounts(summary)} (${rate} a second)`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
}
