import type { Database } from "../../db/client.js";
import { CanceledError } from "./canceled-error.js";
import { Cancellation } from "./cancellation.js";
import { type RequestStatements, StatementScheduler } from "./statement-scheduler.js";
import { StatementTime } from "./statement-time.js";

export interface ShareOptions {
  /** Aborts when nobody waits for the result anymore. One of this request alone: it is listened to from the first read on. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that all statements of the request may run, together. Defaults to `STATEMENT_TIMEOUT`; `Infinity` for no limit. */
  readonly maxStatementMs?: number | undefined;
}

export interface ClientShares {
  /**
   * The database for one request of a client: reads take turns with those of other requests, stop when the request is
   * aborted, and run for a limited time. Writes are not affected: a mutation that was received completes. Nothing that
   * runs in a snapshot may read from this database: the snapshot holds the turn that such a read waits for.
   *
   * Reads reject with `CanceledError`, `StatementTimeError`, `BusyError`, and with what Postgres and its driver throw.
   */
  share(client: string, options?: ShareOptions): Database;
  /** Clients with statements that run or wait. */
  readonly size: number;
}

/** Requests of one client that wait for the database; they wait in memory, with a few kilobytes each. */
const maxWaitingRequests = 1_000;

/**
 * Shares the connections among clients. One client runs `maxStatements` at once, one request a third of the connections,
 * and one connection stays free for writers and health checks.
 */
export function createClientShares(
  db: Database,
  { maxStatements }: { readonly maxStatements: number },
): ClientShares {
  const scheduler = new StatementScheduler({
    maxRunning: db.connections < 4 ? db.connections : db.connections - 1,
    maxPerClient: maxStatements,
    maxPerRequest: Math.ceil(db.connections / 3),
    maxWaitingRequests,
    maxWaitMs: db.connectionTimeoutMs,
  });
  return {
    share: (client, options) => createShare(db, scheduler, client, options),
    get size() {
      return scheduler.size;
    },
  };
}

function createShare(
  db: Database,
  scheduler: StatementScheduler,
  client: string,
  { signal, maxStatementMs = db.statementTimeoutMs ?? Number.POSITIVE_INFINITY }: ShareOptions = {},
): Database {
  const cancellation = new Cancellation();
  const request: RequestStatements = { client, running: 0, started: 0, waiting: [], timer: undefined };
  const time = Number.isFinite(maxStatementMs)
    ? new StatementTime(maxStatementMs, (error) => cancel(error))
    : undefined;
  const cancel = (reason: Error) => {
    cancellation.cancel(reason);
    scheduler.refuse(request, reason);
  };
  const abort = () => cancel(new CanceledError());
  let listening = false;
  const cancelIfAborted = () => {
    if (signal?.aborted) abort();
    else if (signal && !listening) {
      listening = true;
      signal.addEventListener("abort", abort, { once: true });
    }
    return cancellation.reason;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const canceled = cancelIfAborted();
    if (canceled) return Promise.reject(canceled);
    return new Promise<T>((resolve, refuse) => {
      const start = () => {
        // Rejects at once; the turn ends when the connection can be used again.
        cancellation.add(refuse);
        time?.start();
        const end = () => {
          cancellation.delete(refuse);
          time?.end();
          scheduler.leave(request);
        };
        work().then(
          (value) => {
            end();
            resolve(value);
          },
          (error: unknown) => {
            end();
            refuse(error);
          },
        );
      };
      scheduler.enter(request, { start, refuse });
    });
  };
  return {
    ...db,
    get prisma() {
      const canceled = cancelIfAborted();
      if (canceled) throw canceled;
      return db.prisma;
    },
    query: (statement, name) => inTurn(() => db.query(statement, name, cancellation)),
    snapshot: (work) => inTurn(() => db.snapshot(work, cancellation)),
  };
}
