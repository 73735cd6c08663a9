import type { Batchable } from "./batchable.js";
import type { BinaryColumns } from "./binary-rows.js";
import type { Cancellation } from "./cancellation.js";
import type { PrismaClient } from "./generated/client.js";
import type { Statement } from "./statement.js";

/** Something that runs SQL: the database, or one transaction of it. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows, with values as in Prisma: a date is the `Date` of its UTC midnight, a
   * timestamp a `Date`, an `int8` text. A named statement is prepared once per connection; name only statements
   * whose text takes few forms, because plans take memory on the server.
   */
  query<Row extends object>(statement: Statement, name?: string): Promise<Row[]>;
}

/** A transaction. Runs statements one at a time, in call order; after a failure, all further ones are rejected. */
export interface Transaction extends Queryable {
  /**
   * Inserts rows by COPY, several times as fast as `insert`.
   *
   * @param target the table and its columns, in the order of `columns`: `feature_days (paper_id, day)`; trusted text, never input
   * @throws errors of Postgres; no row is inserted then
   */
  copy<Row extends object>(target: string, rows: readonly Row[], columns: BinaryColumns<Row>): Promise<void>;
}

/** Prisma for most queries, SQL for the critical ones, over one connection pool. */
export interface Database extends Queryable {
  /**
   * See `Queryable`. A cancellation keeps the statement from starting or cancels it in Postgres; the promise rejects with
   * its reason once the connection can be reused.
   */
  query<Row extends object>(statement: Statement, name?: string, cancellation?: Cancellation): Promise<Row[]>;
  /** Runs a statement, possibly in a batch with those of other requests, and returns its text. */
  queryBatched(batchable: Batchable, cancellation?: Cancellation): Promise<string | null>;
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
   * Commits when `work` fulfills, rolls back when it rejects. Transactions of a process run one at a time, in call order:
   * writers would wait for each other anyway, and this way they wait without holding a connection.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** A transaction that runs concurrently with the others of the process, for example to build indexes. */
  independentTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Whether Postgres refused a statement, so that its connection still works. */
  isRefusal(error: unknown): boolean;
  /** Closes all connections once they are idle. */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Milliseconds after which running statements are canceled; a second later their connections are cut. No limit by default. */
  cancelAfterMs?: number;
}
