import { InputError } from "../../domain/values/input-error.js";
import type { Context } from "./context.js";

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
