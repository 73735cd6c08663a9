import { orAborted, settledOrAborted } from "../async/abort.js";
import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { exportPapers } from "../domain/interchange/export.js";
import { locateDatabase } from "./location.js";
import { applyMigrations } from "./migrate.js";
import type { Shutdown } from "./shutdown.js";

/**
 * `papergraph export`. Ends when the reader closes the pipe.
 *
 * @throws InterruptedError when stopped
 */
export async function exportDatabase(config: Config, shutdown: Shutdown): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 1 });
  const { stdout } = process;
  let pipeClosed = false;
  const closed = new Promise<void>((resolve) => {
    stdout.on("error", () => {
      pipeClosed = true;
      resolve();
    });
  });
  try {
    await applyMigrations(location.url, shutdown.requested);
    const exporting = exportPapers(db, async (lines) => {
      if (pipeClosed) throw new PipeClosed();
      if (!stdout.write(lines))
        await Promise.race([new Promise<void>((resolve) => stdout.once("drain", resolve)), closed]);
    });
    await orAborted(exporting, shutdown.requested);
  } catch (error) {
    if (!(error instanceof PipeClosed) && !pipeClosed) throw error;
  } finally {
    // An interrupted export may be blocked on the pipe, and so may the pool.
    if (!shutdown.requested.aborted) await settledOrAborted(db.close(), shutdown.requested);
    await location.close(shutdown.overdue);
  }
}

/** The reader closed the pipe, like `| head`. */
class PipeClosed extends Error {}
