import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { settle } from "../domain/recording/bulk-load.js";
import { listSources } from "../domain/sources/sources.js";
import { type Forgotten, forgetSource, previewForgetting } from "../domain/upkeep/forget.js";
import { applyMigrations, locateDatabase } from "./database.js";
import { startProgress } from "./progress.js";
import type { Shutdown } from "./shutdown.js";

export interface ForgetFlags {
  source: string;
  dryRun?: true;
  json?: true;
}

/**
 * `papergraph forget`: what was removed before it was interrupted stays removed, and the same command again completes it.
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
        `There is no source ${JSON.stringify(source)}. ${names.length > 0 ? `Expected one of ${names.join(", ")}.` : "There are none yet."}`,
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
      await settle(db);
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
      ? `Dry run, nothing was removed: ${papers} would go that only ${source} has mentioned.\n`
      : `Removed ${papers} that only ${source} had mentioned, and the source.\n`,
    ...(kept > 0
      ? [
          `${kept} that other sources have mentioned ${dryRun ? "would stay" : "stayed"}, with what ${source} said of them: titles, names, upvotes. That cannot be taken back.\n`,
        ]
      : []),
    "Events that subscribers have received cannot be taken back either.\n",
  ].join("");
}
