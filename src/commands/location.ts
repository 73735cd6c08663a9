import type { Config } from "../config.js";
import { openEmbedded } from "../db/embedded/embedded.js";

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
