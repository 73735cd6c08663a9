import type { Config } from "../config.js";
import { applyMigrations, locateDatabase } from "./database.js";

/** `papergraph migrate` */
export async function migrateDatabase(config: Config): Promise<void> {
  const location = await locateDatabase(config, (message) => process.stderr.write(`${message}\n`));
  try {
    const applied = await applyMigrations(location.url);
    process.stdout.write(
      applied.length === 0 ? "The database is up to date.\n" : `Applied ${applied.join(", ")}.\n`,
    );
  } finally {
    await location.close();
  }
}
