import pg from "pg";
import type { Sql } from "sql-template-tag";
import { cancelUntilSettled } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";

/** A statement with `$1`, `$2` and so on for its parameters. */
export type Statement = Pick<Sql, "text" | "values">;

/** Runs a statement on a connection. See `Queryable` for the values. */
export async function runOn<Row extends object>(
  runner: pg.ClientBase,
  statement: Statement,
  name?: string,
): Promise<Row[]> {
  if (name !== undefined) forgetOldest(runner, name);
  const result = await runner.query<Row>(queryOf(statement, name));
  return result.rows;
}

/**
 * Runs a statement on a connection of the pool.
 *
 * @param cancellation cancels it in Postgres; the promise rejects once the connection can be reused
 * @throws the cancellation's reason; errors of Postgres and its driver
 */
export function runInPool<Row extends object>(
  pool: pg.Pool,
  statement: Statement,
  name?: string,
  cancellation?: Cancellation,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (client === undefined) {
        reject(error);
        return;
      }
      if (cancellation?.reason) {
        release();
        reject(cancellation.reason);
        return;
      }
      let ended = false;
      let onEnded: (() => void) | undefined;
      let canceling: Promise<Error | undefined> | undefined;
      const cancel = () => {
        canceling = cancelUntilSettled(client, new Promise<void>((settle) => (onEnded = settle)));
      };
      // Released immediately for the next waiter, like the pool's own `query` does.
      const end = (failure: Error | null, result?: pg.QueryResult<Row>) => {
        if (ended) return;
        ended = true;
        cancellation?.delete(cancel);
        client.off("error", end);
        onEnded?.();
        const broken = failure && !isRefusal(failure) ? failure : undefined;
        const settle = (notCanceled?: Error) => {
          release(broken ?? notCanceled);
          if (result) resolve(result.rows);
          else reject(canceling ? cancellation?.reason : failure);
        };
        if (canceling) canceling.then(settle, settle);
        else settle();
      };
      client.on("error", end);
      cancellation?.add(cancel);
      if (name !== undefined) forgetOldest(client, name);
      client.query<Row>(queryOf(statement, name), end);
    });
  });
}

/** Maximum number of prepared statements per connection; each takes some 100 kB of Postgres' memory. */
const maxPrepared = 150;

/** Names of prepared statements by connection, least recently used first. */
const prepared = new WeakMap<pg.ClientBase, Set<string>>();

/** Makes room for a prepared statement. pg sends what it is given in order. */
function forgetOldest(client: pg.ClientBase, name: string): void {
  const names = prepared.get(client) ?? new Set();
  prepared.set(client, names);
  names.delete(name);
  names.add(name);
  const [oldest] = names;
  if (names.size <= maxPrepared || oldest === undefined) return;
  names.delete(oldest);
  const { parsedStatements } = (client as unknown as { connection: { parsedStatements: object } }).connection;
  if (!Reflect.has(parsedStatements, oldest)) return;
  Reflect.deleteProperty(parsedStatements, oldest);
  client.query(`deallocate ${pg.escapeIdentifier(oldest)}`, () => undefined);
}

function queryOf({ text, values }: Statement, name?: string): pg.QueryConfig {
  return { text, values, types: rowTypes, ...(name === undefined ? {} : { name }) };
}

/** Whether an error is a response of Postgres that leaves the connection usable. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity !== "FATAL" && error.severity !== "PANIC";
}

/** pg parses dates as local midnights by default. */
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.DATE) return (value: string) => new Date(`${value}T00:00:00Z`);
    return pg.types.getTypeParser(oid, format ?? "text");
  },
};
