import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type BinaryColumns, encodeRows } from "./binary-rows.js";
import { cancelUntilSettled } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";
import type { Transaction } from "./client.js";
import { runOn } from "./statement.js";

/**
 * Runs `work` in a transaction of a connection of its own: commits when it fulfills, rolls back when it rejects.
 *
 * @param begin the statement that begins it
 * @param cancellation rolls it back when canceled
 * @throws the cancellation's reason; what `work` throws; what Postgres and its driver throw
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
  // A connection that dies between two statements says so as an event; without a listener it ends the process.
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
    await statements.end(new Error("This transaction is over."));
    return result;
  } catch (error) {
    cancellation?.delete(cancel);
    await statements.end(error);
    // The rollback must not be what a late cancel request hits.
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
