import type { Database } from "../db/client.js";
import { isBusy } from "./errors.js";
import type { Readiness } from "./health.js";

/** Ready when the database answers and `prepared` says that it has been migrated. */
export function createReadiness(db: Database, prepared: () => boolean): () => Promise<Readiness> {
  return async () => {
    if (!prepared()) return { ready: false, reason: "The database is being prepared." };
    try {
      await db.prisma.$queryRaw`select 1`;
      return { ready: true };
    } catch (error) {
      // Whoever is taken out of service for being busy leaves the others busier.
      if (isBusy(error)) return { ready: true };
      return { ready: false, reason: "The database does not answer." };
    }
  };
}
