import { randomBytes } from "node:crypto";
import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { orEnded } from "../db/end-connections.js";
import { migrate } from "../db/migrate.js";
import { renewKeys } from "../domain/upkeep/rekeying.js";
import { locateDatabase } from "./location.js";
import { migrationsDirectory } from "./package-files.js";
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

/**
 * Applies pending migrations, and renews keys stored by an earlier version.
 *
 * @returns the names of the applied migrations
 * @throws the signal's reason when it aborts: uncommitted work is rolled back
 */
export async function applyMigrations(url: string, signal?: AbortSignal): Promise<string[]> {
  const applied = await migrate(url, migrationsDirectory(), signal);
  const name = `papergraph keys ${process.pid} ${randomBytes(6).toString("hex")}`;
  const db = openDatabase({ url, name, connections: 1 });
  try {
    await orEnded(renewKeys(db), url, name, signal);
  } finally {
    await db.close();
  }
  return applied;
}
