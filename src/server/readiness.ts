import type { Database } from "../db/database.js";
import { isBusy } from "./errors.js";
import type { Readiness } from "./health.js";

/**
 * Ready if the database responds and is `prepared`, that is, migrated. Requests that arrive while the database is being
 * checked share the check, so that they use at most one connection.
 */
export function createReadiness(db: Database, prepared: () => boolean): () => Promise<Readiness> {
  let checking: Promise<Readiness> | undefined;
  return async () => {
    if (!prepared()) return { ready: false, reason: "The database is being prepared." };
    checking ??= checkDatabase(db).finally(() => {
      checking = undefined;
    });
    return checking;
  };
}

async function checkDatabase(db: Database): Promise<Readiness> {
  try {
    await db.prisma.$queryRaw`select 1`;
    return { ready: true };
  } catch (error) {
    // Taking a busy server out of service would overload the others.
    if (isBusy(error)) return { ready: true };
    return { ready: false, reason: "The database does not respond." };
  }
}
