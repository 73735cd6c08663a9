import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { exportPapers } from "../domain/export.js";
import { applyMigrations, locateDatabase } from "./database.js";

/** `papergraph export`: every paper as a line on standard output. Whoever reads no further ends it. */
export async function exportDatabase(config: Config): Promise<void> {
  const location = await locateDatabase(config, (message) => process.stderr.write(`${message}\n`));
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
    await applyMigrations(location.url);
    await exportPapers(db, async (lines) => {
      if (deserted) throw new Deserted();
      if (!stdout.write(lines))
        await Promise.race([new Promise<void>((resolve) => stdout.once("drain", resolve)), closed]);
    });
  } catch (error) {
    if (!(error instanceof Deserted) && !deserted) throw error;
  } finally {
    await db.close();
    await location.close();
  }
}

/** Nobody reads on, as behind `| head`. */
class Deserted extends Error {}
