import { pipeline } from "node:stream/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Sql } from "sql-template-tag";
import { type BinaryColumns, encodeRows } from "./binary-rows.js";
import { PrismaClient } from "./generated/client.js";
import { Pool } from "./pool.js";

/** Something that runs SQL: the database, or one transaction of it. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows, with values as Prisma gives them: a date is the `Date` of its UTC
   * midnight, an instant a `Date`; `int8` comes as text.
   * With a name the statement is prepared once a connection: for texts that never vary, or the server's memory
   * fills with plans.
   */
  query<Row extends object>(statement: Sql, name?: string): Promise<Row[]>;
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
  readonly prisma: PrismaClient;
  /** How many connections there are at most, for everybody together. */
  readonly connections: number;
  /**
   * Commits when `work` fulfils, rolls back when it rejects. One at a time in a process, in the order in which they are
   * asked for: writers wait for each other anyway, and here they wait without a connection that readers could use.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** A transaction that waits for no other one of the process: for work that goes on beside one, such as making indexes. */
  aside<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Reads the database as it is at the first statement, however many follow and whoever writes meanwhile. */
  snapshot<T>(work: (snapshot: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** As what Postgres knows the connections; `papergraph` unless told. */
  name?: string;
  /** Connections at most; 10 unless told. */
  connections?: number;
  /** Milliseconds to wait for a connection, be it that it has to be made or that others use all of them; 5,000 unless told. */
  patience?: number;
  /** Milliseconds after which Postgres ends a statement; none unless told. */
  statementTimeout?: number;
  /** Sees every statement on its way to Postgres, Prisma's included: its text, and a promise of its end. */
  onStatement?: (text: string, ended: Promise<void>) => void;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onConnectionLost?: (error: Error) => void;
}

/** Milliseconds after which a statement that Postgres should have ended is taken for lost, and its connection for dead. */
const grace = 5_000;

/** Opens a pool; no connection is made before the first statement, so this cannot fail for want of a server. */
export function openDatabase(options: DatabaseOptions): Database {
  const connections = options.connections ?? 10;
  const pool = new Pool({
    connectionString: options.url,
    max: connections,
    connectionTimeoutMillis: options.patience ?? 5_000,
    application_name: options.name ?? "papergraph",
    ...(options.statementTimeout === undefined
      ? {}
      : {
          statement_timeout: options.statementTimeout,
          query_timeout: options.statementTimeout + grace,
        }),
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // Between the moment when the pool hands a connection over and the one when it is used, nobody else listens; an error
  // then, of a Postgres that stops, would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const { onStatement } = options;
  if (onStatement) pool.on("connect", (client) => observeStatements(client, onStatement));

  const inOrder = oneAtATime();
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    connections,
    query: (statement, name) => runOn(pool, statement, name),
    transaction: (work) => inOrder(() => inTransaction(pool, "begin", work)),
    aside: (work) => inTransaction(pool, "begin", work),
    snapshot: (work) => inTransaction(pool, "begin isolation level repeatable read read only", work),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Runs a statement on a pool or a connection, with values as `Queryable` says. */
export async function runOn<Row extends object>(
  runner: pg.Pool | pg.ClientBase,
  statement: Sql,
  name?: string,
): Promise<Row[]> {
  const result = await runner.query<Row>({
    text: statement.text,
    values: statement.values,
    types: rowTypes,
    ...(name === undefined ? {} : { name }),
  });
  return result.rows;
}

async function copyOn<Row extends object>(
  client: pg.ClientBase,
  target: string,
  rows: readonly Row[],
  columns: BinaryColumns<Row>,
): Promise<void> {
  const stream = client.query(copyFrom(`copy ${target} from stdin (format binary)`));
  await pipeline(encodeRows(rows, columns), stream);
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

async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements says so as an event; without a listener it ends the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on("error", onError);
  const statements = new Statements(() => client.query(begin));
  try {
    const result = await work({
      query: (statement, name) => statements.next(() => runOn(client, statement, name)),
      copy: (target, rows, columns) => statements.next(() => copyOn(client, target, rows, columns)),
    });
    await statements.next(() => client.query("commit"));
    await statements.end(new Error("This transaction is over."));
    return result;
  } catch (error) {
    await statements.end(error);
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/**
 * The statements of a transaction, one after another in the order of asking. Behind one that fails none is sent: the
 * transaction is lost then, and what Postgres says to the next is not why.
 */
class Statements {
  #last: Promise<unknown>;
  #end: { reason: unknown } | undefined;

  constructor(first: () => Promise<unknown>) {
    this.#last = first();
    this.#last.catch(() => undefined);
  }

  next<T>(statement: () => Promise<T>): Promise<T> {
    const next = this.#last.then(() => {
      if (this.#end) throw this.#end.reason;
      return statement();
    });
    this.#last = next;
    // Whoever asked hears of it.
    next.catch(() => undefined);
    return next;
  }

  /** From now on none is sent; resolves when the one on its way is answered. */
  async end(reason: unknown): Promise<void> {
    this.#end = { reason };
    await this.#last.catch(() => undefined);
  }
}

/** The driver's own date parser makes local midnights of calendar dates. */
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.DATE) return (value: string) => new Date(`${value}T00:00:00Z`);
    return pg.types.getTypeParser(oid, format ?? "text");
  },
};

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
