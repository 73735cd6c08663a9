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
      client.query<Row>(queryOf(statement, name), end);
    });
  });
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
