import { setTimeout as delay } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import type { BinaryColumns } from "./binary-rows.js";
import { disconnect, sendCancelRequest } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";
import { PrismaClient } from "./generated/client.js";
import { Pool } from "./pool.js";
import { runInPool, type Statement } from "./statement.js";
import { inTransaction } from "./transaction.js";

/** Something that runs SQL: the database, or one transaction of it. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows, with values as Prisma gives them: a date is the `Date` of its UTC
   * midnight, an instant a `Date`; `int8` comes as text.
   * With a name the statement is prepared once a connection: for texts that never vary, or the server's memory
   * fills with plans.
   */
  query<Row extends object>(statement: Statement, name?: string): Promise<Row[]>;
}

/**
 * A transaction, which can also take rows by the thousand. What is asked of it while it is at work is done afterwards, in the
 * order of asking; when something fails, so does all that follows.
 */
export interface Transaction extends Queryable {
  /**
   * Adds rows by COPY, several times as fast as by `insert`.
   *
   * @param target the table and its columns, in the order of `columns`: `feature_days (paper_id, day)`; ours, never input
   * @throws what Postgres throws, a violated constraint too; then nothing was added
   */
  copy<Row extends object>(target: string, rows: readonly Row[], columns: BinaryColumns<Row>): Promise<void>;
}

/** The database as the domain sees it: Prisma for the ordinary question, SQL for the hot one, over one pool. */
export interface Database extends Queryable {
  /**
   * See `Queryable`. A cancellation keeps the statement from starting or cancels it in Postgres; the promise rejects with
   * its reason once the connection can be reused.
   */
  query<Row extends object>(statement: Statement, name?: string, cancellation?: Cancellation): Promise<Row[]>;
  /** Runs `work` in a repeatable-read snapshot taken by its first statement. A cancellation ends it like a statement. */
  snapshot<T>(work: (snapshot: Queryable) => Promise<T>, cancellation?: Cancellation): Promise<T>;
  readonly prisma: PrismaClient;
  /** Maximum number of connections. */
  readonly connections: number;
  /** Milliseconds that a statement waits for a connection. */
  readonly connectionTimeoutMs: number;
  /** Milliseconds that a statement may run; undefined for no limit. */
  readonly statementTimeoutMs: number | undefined;
  /**
   * Commits when `work` fulfils, rolls back when it rejects. One at a time in a process, in the order in which they are
   * asked for: writers wait for each other anyway, and here they wait without a connection that readers could use.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** A transaction that waits for no other one of the process: for work that goes on beside one, such as making indexes. */
  aside<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Closes all connections once their work is done. */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Milliseconds after which running statements are canceled; a second later their connections are cut. No limit by default. */
  cancelAfterMs?: number;
}

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
    max: connections,
    connectionTimeoutMillis: connectionTimeoutMs,
    application_name: options.name ?? "papergraph",
    ...(statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + lostAfterMs }),
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // Between the moment when the pool hands a connection over and the one when it is used, nobody else listens; an error
  // then, of a Postgres that stops, would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  if (onStatement) pool.on("connect", (client) => observeStatements(client, onStatement));

  const inOrder = oneAtATime();
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    connections,
    connectionTimeoutMs,
    statementTimeoutMs,
    query: (statement, name, cancellation) => runInPool(pool, statement, name, cancellation),
    snapshot: (work, cancellation) => inTransaction(pool, snapshotBegin, work, cancellation),
    transaction: (work) => inOrder(() => inTransaction(pool, "begin", work)),
    aside: (work) => inTransaction(pool, "begin", work),
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
  const waitFor = (ms: number) => delay(ms, undefined, { signal: ended }).catch(() => undefined);
  await waitFor(cancelAfterMs);
  for (let ms = 0; ms < cutAfterMs && !ended.aborted; ms += cancelIntervalMs) {
    for (const client of pool.inUse) sendCancelRequest(client).catch(() => undefined);
    await waitFor(cancelIntervalMs);
  }
  for (const client of pool.inUse) disconnect(client, new Error("The database is being closed."));
}

/** Begins each piece of work when the one before it has ended, however it ended. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
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
