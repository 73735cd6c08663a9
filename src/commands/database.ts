import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.js";
import { openDatabase } from "../db/client.js";
import { openEmbedded } from "../db/embedded/embedded.js";
import { orEnded } from "../db/end-connections.js";
import { migrate } from "../db/migrate.js";
import { renewKeys } from "../domain/upkeep/rekeying.js";

/** The configured database or the embedded one. */
export interface DatabaseLocation {
  url: string;
  /** Location for messages, without the password. */
  name: string;
  /** @param overdue when it aborts, an embedded database that is still running is killed */
  close(overdue?: AbortSignal): Promise<void>;
}

/**
 * Finds the configured database, or opens the embedded one.
 *
 * @throws the signal's reason when it aborts before the embedded one is open
 */
export async function locateDatabase(
  config: Config,
  log: (message: string) => void,
  signal?: AbortSignal,
): Promise<DatabaseLocation> {
  if (config.DATABASE_URL !== undefined) {
    const { hostname, port, pathname } = new URL(config.DATABASE_URL);
    return {
      url: config.DATABASE_URL,
      name: `${hostname}:${port || 5432}${pathname}`,
      close: async () => undefined,
    };
  }
  const embedded = await openEmbedded({ directory: config.DATA_DIR, log, signal });
  return { url: embedded.url, name: `embedded PostgreSQL in ${config.DATA_DIR}`, close: embedded.close };
}

/**
 * Applies pending migrations, and renews keys stored by an earlier version.
 *
 * @returns the names of the applied migrations
 * @throws the signal's reason when it aborts: uncommitted work is rolled back
 */
export async function applyMigrations(url: string, signal?: AbortSignal): Promise<string[]> {
  const applied = await migrate(url, join(projectRoot(), "prisma", "migrations"), signal);
  const name = `papergraph keys ${process.pid} ${randomBytes(6).toString("hex")}`;
  const db = openDatabase({ url, name, connections: 1 });
  try {
    await orEnded(renewKeys(db), url, name, signal);
  } finally {
    await db.close();
  }
  return applied;
}

/** Papers for an empty database. */
export function samplePath(): string {
  return join(projectRoot(), "seed", "sample.jsonl");
}

/** The closest parent directory with a `package.json`, because compiled files are one level deeper. */
function projectRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}
