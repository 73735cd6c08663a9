import type { Database } from "../../db/database.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** Whether whoever asks may write: with the token, without it, or nobody, because no token is configured. */
export type WriteAccess = "granted" | "refused" | "off";

/** What resolvers see besides their arguments: the database, and the loaders of this one request. */
export interface Context {
  readonly db: Database;
  readonly loaders: Loaders;
  /** The instant of the request: the same for everything in its answer. */
  readonly now: Date;
  readonly access: WriteAccess;
  /** The cursor of the last event that a client saw before it came back by itself; goes before `after`. */
  readonly lastEventId?: string | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** @param db the database share of this request (`src/server/clients/client-shares.ts`) */
export function createContext(
  db: Database,
  { access, lastEventId, signal }: Pick<Context, "access" | "lastEventId" | "signal">,
): Context {
  const now = new Date();
  return { db, loaders: createLoaders(db, now), now, access, lastEventId, signal };
}
