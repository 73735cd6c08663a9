import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { finalizeBulkLoad } from "../domain/recording/bulk-load.js";
import { listSources } from "../domain/sources/sources.js";
import { type Forgotten, forgetSource, previewForgetting } from "../domain/upkeep/forget.js";
import { locateDatabase } from "./location.js";
import { applyMigrations } from "./migrate.js";
import { startProgress } from "./progress.js";
import type { Shutdown } from "./shutdown.js";

export interface ForgetFlags {
  source: string;
  dryRun?: true;
  json?: true;
}

/**
 * `papergraph forget`. Removes in batches: if interrupted, run it again to complete it.
 *
 * @throws Error for an unknown source
 */
export async function forgetPapers(
  config: Config,
  shutdown: Shutdown,
  { source, dryRun, json }: ForgetFlags,
): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 2, name: "papergraph forget" });
  try {
    await applyMigrations(location.url, shutdown.requested);
    const preview = await previewForgetting(db, source);
    if (preview === undefined) {
      const names = (await listSources(db)).map(({ name }) => name);
      throw new Error(
        `Unknown source ${JSON.stringify(source)}. ${names.length > 0 ? `Expected one of ${names.join(", ")}.` : "The database has no sources."}`,
      );
    }
    let done: Forgotten | undefined;
    if (!dryRun) {
      const bar = startProgress("Removing papers", preview.removed);
      done = await forgetSource(db, source, {
        now: () => new Date(),
        signal: shutdown.requested,
        onBatch: (removed) => bar.update(removed),
      });
      bar.end();
      await finalizeBulkLoad(db);
    }
    const outcome = done ?? preview;
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...(dryRun && { dryRun }), ...outcome })}\n`
        : describe(outcome, source, dryRun),
    );
  } finally {
    await db.close();
    await location.close(shutdown.overdue);
  }
}

function describe({ removed, kept }: Forgotten, source: string, dryRun: true | undefined): string {
  const papers = removed === 1 ? "1 paper" : `${removed} papers`;
  return [
    dryRun
      ? `Dry run, nothing was removed: ${papers} mentioned only by ${source} would be removed.\n`
      : `Removed ${papers} mentioned only by ${source}, and the source.\n`,
    ...(kept > 0
      ? [
          `${kept} mentioned by other sources ${dryRun ? "would be kept" : "were kept"}, with the titles, names and upvotes from ${source}.\n`,
        ]
      : []),
    "Delivered events cannot be recalled.\n",
  ].join("");
}
