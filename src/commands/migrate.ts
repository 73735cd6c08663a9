import type { Config } from "../config.js";
import { applyMigrations, locateDatabase } from "./database.js";
import type { Shutdown } from "./shutdown.js";

/** `papergraph migrate` @throws InterruptedError when stopped */
export async function migrateDatabase(config: Config, shutdown: Shutdown): Promise<void> {
  const location = await locateDatabase(
    config,
    (message) => process.stderr.write(`${message}\n`),
    shutdown.requested,
  );
  try {
    const applied = await applyMigrations(location.url, shutdown.requested);
    process.stdout.write(
      applied.length === 0 ? "The database is up to date.\n" : `Applied ${applied.join(", ")}.\n`,
    );
  } finally {
    await location.close(shutdown.overdue);
  }
}
