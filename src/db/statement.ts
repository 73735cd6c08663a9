import pg from "pg";
import type { Sql } from "sql-template-tag";
import { cancelUntilSettled } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";

/** A statement and its parameters, which its text calls `$1`, `$2` and so on. */
export type Statement = Pick<Sql, "text" | "values">;

/** Runs a statement on a connection, with values as `Queryable` says. */
export async function runOn<Row extends object>(
  runner: pg.ClientBase,
  statement: Statement,
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

/**
 * Runs a statement on a connection of the pool.
 *
 * @param cancellation cancels it at Postgres; then this rejects when the connection can be used again
 * @throws the cancellation's reason; what Postgres and its driver throw
 */
export async function runInPool<Row extends object>(
  pool: pg.Pool,
  statement: Statement,
  name?: string,
  cancellation?: Cancellation,
): Promise<Row[]> {
  const client = await pool.connect();
  if (cancellation?.reason) {
    client.release();
    throw cancellation.reason;
  }
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on("error", onError);
  const rows = runOn<Row>(client, statement, name);
  let canceling: Promise<Error | undefined> | undefined;
  const cancel = () => {
    canceling = cancelUntilSettled(client, rows);
  };
  cancellation?.add(cancel);
  try {
    return await rows;
  } catch (error) {
    if (!isRefusal(error)) broken ??= error instanceof Error ? error : new Error(String(error));
    throw canceling ? cancellation?.reason : error;
  } finally {
    cancellation?.delete(cancel);
    if (canceling) broken = (await canceling) ?? broken;
    client.off("error", onError);
    client.release(broken);
  }
}

/** Whether an error is an answer of Postgres to a statement, after which the connection goes on. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity !== "FATAL" && error.severity !== "PANIC";
}

/** The driver's own date parser makes local midnights of calendar dates. */
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.DATE) return (value: string) => new Date(`${value}T00:00:00Z`);
    return pg.types.getTypeParser(oid, format ?? "text");
  },
};
