import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type BinaryColumns, encodeRows } from "./binary-rows.js";
import { cancelUntilSettled } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";
import type { Transaction } from "./database.js";
import { runOn } from "./statement.js";

/**
 * Runs `work` in a transaction on its own connection: commits when it fulfills, rolls back when it rejects.
 *
 * @param begin the statement that begins it
 * @param cancellation rolls it back when canceled
 * @throws the cancellation's reason; errors of `work`, Postgres and its driver
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (transaction: Transaction) => Promise<T>,
  cancellation?: Cancellation,
): Promise<T> {
  const client = await pool.connect();
  if (cancellation?.reason) {
    client.release();
    throw cancellation.reason;
  }
  let broken: Error | undefined;
  // A connection that dies between statements emits an event; without a listener it would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on("error", onError);
  const statements = new Statements(() => client.query(begin));
  let canceling: Promise<Error | undefined> | undefined;
  const cancel = (reason: Error) => {
    canceling = cancelUntilSettled(client, statements.end(reason));
  };
  cancellation?.add(cancel);
  try {
    const result = await work({
      query: (statement, name) => statements.next(() => runOn(client, statement, name)),
      copy: (target, rows, columns) => statements.next(() => copyOn(client, target, rows, columns)),
    });
    cancellation?.delete(cancel);
    if (canceling) throw cancellation?.reason;
    await statements.next(() => client.query("commit"));
    await statements.end(new Error("This transaction has ended."));
    return result;
  } catch (error) {
    cancellation?.delete(cancel);
    await statements.end(error);
    // A late cancel request must not hit the rollback.
    broken = (await canceling) ?? broken;
    if (broken === undefined)
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
    throw canceling ? cancellation?.reason : error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
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

/**
 * Runs the statements of a transaction one after another, in call order. After a failure no more are sent: the transaction
 * is aborted, and Postgres' error for the next statement would hide the cause.
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
    // The caller gets the rejection.
    next.catch(() => undefined);
    return next;
  }

  /** Rejects further statements; resolves when the one in flight has ended. */
  async end(reason: unknown): Promise<void> {
    this.#end = { reason };
    await this.#last.catch(() => undefined);
  }
}
