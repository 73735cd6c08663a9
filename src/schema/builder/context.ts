import type { Database } from "../../db/database.js";
import { InputError } from "../../domain/values/input-error.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** Whether a request may write: `missing` without a token, `refused` with a wrong one, `off` if none is configured. */
export type WriteAccess = "granted" | "missing" | "refused" | "off";

/** Request context of resolvers. */
export interface Context {
  readonly db: Database;
  readonly loaders: Loaders;
  /** Time of the request, the same for all resolvers. */
  readonly now: Date;
  readonly access: WriteAccess;
  /** The client of the request, for limits; undefined in programs that embed the schema. */
  readonly client?: string | undefined;
  /** Cursor from the Last-Event-ID header of a reconnecting client; takes precedence over `after`. */
  readonly lastEventId?: string | undefined;
  /** Aborts when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/** @param db the database share of this request (`src/server/clients/client-shares.ts`) */
export function createContext(
  db: Database,
  { access, client, lastEventId, signal }: Pick<Context, "access" | "client" | "lastEventId" | "signal">,
): Context {
  const now = new Date();
  let loaders: Loaders | undefined;
  return {
    db,
    // Planned operations need none.
    get loaders() {
      loaders ??= createLoaders(db, now);
      return loaders;
    },
    now,
    access,
    client,
    lastEventId,
    signal,
  };
}

/** The database of a request with the write token. @throws InputError without one */
export function writable({ db, access }: Context): Context["db"] {
  if (access === "granted") return db;
  const [message, code] = refusals[access];
  throw new InputError(message, code);
}

const refusals = {
  off: [
    "Writes are disabled: the server has no token. Set INGEST_TOKEN on the server, and send it as `Authorization: Bearer …`.",
    "FORBIDDEN",
  ],
  missing: [
    "Mutations and lists of watches require the header `Authorization: Bearer …` with the server's INGEST_TOKEN.",
    "UNAUTHENTICATED",
  ],
  refused: [
    "The token in the header `Authorization: Bearer …` is not the server's INGEST_TOKEN.",
    "UNAUTHENTICATED",
  ],
} as const;
