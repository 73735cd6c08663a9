import type { Database } from "../db/client.js";
import { createTurnstile } from "./turnstile.js";

/**
 * The database as one request may use it: with a third of the connections at once, so that whoever asks for much waits
 * for a turn among their own statements and not before everybody else's. Transactions take turns anyway. Nothing that runs
 * in a snapshot may ask this database for more: it holds the turn that it would wait for.
 */
export function fairShare(db: Database): Database {
  const inTurn = createTurnstile(Math.ceil(db.connections / 3));
  return {
    ...db,
    query: (statement, name) => inTurn(() => db.query(statement, name)),
    snapshot: (work) => inTurn(() => db.snapshot(work)),
  };
}
