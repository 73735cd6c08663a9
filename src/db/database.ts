import type { BinaryColumns } from "./binary-rows.js";
import type { Cancellation } from "./cancellation.js";
import type { PrismaClient } from "./generated/client.js";
import type { Statement } from "./statement.js";

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
