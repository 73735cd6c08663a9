import type { Database } from "../db/client.js";
import type { Readiness } from "./health.js";

/** Ready when the database answers and `prepared` says that it has been migrated. */
export function createReadiness(db: Database, prepared: () => boolean): () => Promise<Readiness> {
  return async () => {
    if (!prepared()) return { ready: false, reason: "The database is being prepared." };
    try {
      await db.prisma.$queryRaw`select 1`;
      return { ready: true };
    } catch {
      return { ready: false, reason: "The database does not answer." };
    }
  };
}
