import type { Config } from "../config.js";
import { orAborted, settledOrAborted } from "../db/abort.js";
import { openDatabase } from "../db/client.js";
import { exportPapers } from "../domain/interchange/export.js";
import { applyMigrations, locateDatabase } from "./database.js";
import type { Shutdown } from "./shutdown.js";

/**
 * `papergraph export`: writes every paper as a line to standard output. Ends when the reader closes the pipe.
 *
 * @throws InterruptedError when stopped before it was complete
 */
export async function exportDatabase(config: Config, shutdown: Shutdown): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  const db = openDatabase({ url: location.url, connections: 1 });
  const { stdout } = process;
  let deserted = false;
  const closed = new Promise<void>((resolve) => {
    stdout.on("error", () => {
      deserted = true;
      resolve();
    });
  });
  try {
    await applyMigrations(location.url, shutdown.requested);
    const exporting = exportPapers(db, async (lines) => {
      if (deserted) throw new Deserted();
      if (!stdout.write(lines))
        await Promise.race([new Promise<void>((resolve) => stdout.once("drain", resolve)), closed]);
    });
    await orAborted(exporting, shutdown.requested);
  } catch (error) {
    if (!(error instanceof Deserted) && !deserted) throw error;
  } finally {
    // An interrupted export may be blocked on its reader indefinitely, and the pool with it.
    if (!shutdown.requested.aborted) await settledOrAborted(db.close(), shutdown.requested);
    await location.close(shutdown.overdue);
  }
}

/** Nobody reads on, as behind `| head`. */
class Deserted extends Error {}
