import type { Database } from "../../db/database.js";
import { Batches } from "./batches.js";
import { CanceledError } from "./canceled-error.js";
import { Cancellation } from "./cancellation.js";
import { type RequestStatements, StatementScheduler } from "./statement-scheduler.js";
import { StatementTime } from "./statement-time.js";

export interface ShareOptions {
  /** Aborts when the result is no longer needed. Not shared with other requests: listeners are added from the first read on. */
  readonly signal?: AbortSignal | undefined;
  /** Maximum total run time of the request's statements, in milliseconds. Defaults to `STATEMENT_TIMEOUT`; `Infinity` for no limit. */
  readonly maxStatementMs?: number | undefined;
}

export interface ClientShares {
  /**
   * The database for one request of a client: reads take turns with those of other requests, stop when the request is
   * aborted, and run for a limited time. Writes are not affected: a mutation completes once received. Work inside a snapshot
   * must not read from this database: the read would wait for the turn that the snapshot holds.
   *
   * Reads reject with `CanceledError`, `StatementTimeError`, `BusyError`, and errors of Postgres and its driver.
   */
  share(client: string, options?: ShareOptions): Database;
  /** Clients with running or waiting statements. */
  readonly size: number;
}

/** Maximum number of waiting requests per client; each takes a few kilobytes of memory. */
const maxWaitingRequests = 1_000;

/**
 * Shares the connections among clients. A client may use up to `maxStatements`, a request up to a third of the connections,
 * and one connection stays reserved for writers and health checks.
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
  const batches = new Batches(db, scheduler);
  return {
    share: (client, options) => createShare(db, scheduler, batches, client, options),
    get size() {
      return scheduler.size;
    },
  };
}

function createShare(
  db: Database,
  scheduler: StatementScheduler,
  batches: Batches,
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
        // Rejects immediately; the turn ends once the connection can be reused.
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
    queryBatched(batchable) {
      const canceled = cancelIfAborted();
      if (canceled) return Promise.reject(canceled);
      const alone = () => inTurn(() => db.queryBatched(batchable, cancellation));
      return batches.run(batchable, { client, cancellation, time, alone });
    },
    snapshot: (work) => inTurn(() => db.snapshot(work, cancellation)),
  };
}
