import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { pause } from "../async/abort.js";
import type { Data } from "./batchable.js";
import { disconnect, sendCancelRequest } from "./cancel-request.js";
import type { Database } from "./database.js";
import { PrismaClient } from "./generated/client.js";
import { Pool } from "./pool.js";
import { isRefusal, rowTypes, runInPool } from "./statement.js";
import { inTransaction } from "./transaction.js";

export interface DatabaseOptions {
  url: string;
  /** `application_name`. Defaults to `papergraph`. */
  name?: string;
  /** Maximum number of connections. Defaults to 10. */
  connections?: number;
  /** Milliseconds to wait for a connection, whether opening a new one or waiting for the pool. Defaults to 5,000. */
  connectionTimeoutMs?: number;
  /** Milliseconds after which Postgres cancels a statement. No limit by default. */
  statementTimeoutMs?: number;
  /** Called for every statement sent to Postgres, Prisma's included, with its text and a promise of its end. */
  onStatement?: (text: string, ended: Promise<void>) => void;
  /** Called when an idle connection breaks; the pool replaces it. */
  onConnectionLost?: (error: Error) => void;
}

/** Milliseconds past the statement timeout after which a connection is considered dead. */
const lostAfterMs = 5_000;
/** Milliseconds between rounds of cancel requests during close. */
const cancelIntervalMs = 100;
/** Milliseconds after the first cancel request at which connections are cut. */
const cutAfterMs = 1_000;
const snapshotBegin = "begin isolation level repeatable read read only";

/** Opens a pool. Connects lazily; never throws if the server is down. */
export function openDatabase(options: DatabaseOptions): Database {
  const { connections = 10, connectionTimeoutMs = 5_000, statementTimeoutMs, onStatement } = options;
  const pool = new Pool({
    connectionString: options.url,
    types: rowTypes,
    max: connections,
    connectionTimeoutMillis: connectionTimeoutMs,
    application_name: options.name ?? "papergraph",
    ...(statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + lostAfterMs }),
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // A connection that breaks after checkout but before use has no other listener; its error would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  if (onStatement) pool.on("connect", (client) => observeStatements(client, onStatement));

  const inOrder = createQueue();
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    connections,
    connectionTimeoutMs,
    statementTimeoutMs,
    query: (statement, name, cancellation) => runInPool(pool, statement, name, cancellation),
    async queryBatched({ statement, name }, cancellation) {
      const [row] = await runInPool<Data>(pool, statement, name, cancellation);
      return row?.data ?? null;
    },
    snapshot: (work, cancellation) => inTransaction(pool, snapshotBegin, work, cancellation),
    transaction: (work) => inOrder(() => inTransaction(pool, "begin", work)),
    independentTransaction: (work) => inTransaction(pool, "begin", work),
    isRefusal,
    async close({ cancelAfterMs } = {}) {
      await prisma.$disconnect();
      const ended = new AbortController();
      const end = pool.end().finally(() => ended.abort());
      if (cancelAfterMs === undefined) await end;
      else await Promise.race([end, cancelRunning(pool, cancelAfterMs, ended.signal)]);
    },
  };
}

/** Waits, cancels the statements still running, then cuts their connections. Resolves early once all have ended. */
async function cancelRunning(pool: Pool, cancelAfterMs: number, ended: AbortSignal): Promise<void> {
  await pause(cancelAfterMs, ended);
  for (let ms = 0; ms < cutAfterMs && !ended.aborted; ms += cancelIntervalMs) {
    for (const client of pool.inUse) sendCancelRequest(client).catch(() => undefined);
    await pause(cancelIntervalMs, ended);
  }
  for (const client of pool.inUse) disconnect(client, new Error("The database is being closed."));
}

/** FIFO queue: starts each task when the previous one has settled. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

function observeStatements(
  client: pg.PoolClient,
  onStatement: (text: string, ended: Promise<void>) => void,
): void {
  const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  const observed = (...parameters: unknown[]) => {
    const [first] = parameters;
    const text = typeof first === "string" ? first : (first as { text: string }).text;
    onStatement(text, new Promise((resolve) => client.once("drain", resolve)));
    return query(...parameters);
  };
  client.query = observed as typeof client.query;
}
