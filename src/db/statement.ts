import pg from "pg";
import type { Sql } from "sql-template-tag";
import { cancelUntilSettled } from "./cancel-request.js";
import type { Cancellation } from "./cancellation.js";

/** A statement with `$1`, `$2` and so on for its parameters. */
export type Statement = Pick<Sql, "text" | "values">;

/** Runs a statement on a connection. See `Queryable` for the values. */
export function runOn<Row extends object>(
  runner: pg.ClientBase,
  statement: Statement,
  name?: string,
): Promise<Row[]> {
  return new Promise((resolve, reject) =>
    submit<Row>(runner, statement, name, (error, result) => (error ? reject(error) : resolve(result.rows))),
  );
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
      const end = (failure: Error | null | undefined, result?: pg.QueryResult<Row>) => {
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
      submit(client, statement, name, end);
    });
  });
}

/** Maximum number of prepared statements per connection, and of their characters: each takes 230 bytes in Postgres. */
const maxPrepared = 150;
const maxPreparedCharacters = 150_000;

/** Lengths of prepared statements by connection and name, least recently used first. */
const prepared = new WeakMap<pg.ClientBase, Map<string, number>>();

/** Makes room for a prepared statement. pg sends what it is given in order. */
function forgetOldest(client: pg.ClientBase, name: string, text: string): void {
  const lengths = prepared.get(client) ?? new Map<string, number>();
  prepared.set(client, lengths);
  const isKnown = lengths.delete(name);
  lengths.set(name, text.length);
  if (isKnown) return;
  let characters = 0;
  for (const each of lengths.values()) characters += each;
  for (const [oldest, each] of lengths) {
    if (oldest === name || (lengths.size <= maxPrepared && characters <= maxPreparedCharacters)) return;
    lengths.delete(oldest);
    characters -= each;
    deallocate(client, oldest);
  }
}

/** pg knows the statement until Postgres has forgotten it: preparing a name that exists fails. */
function deallocate(client: pg.ClientBase, name: string): void {
  const { parsedStatements } = (client as unknown as { connection: { parsedStatements: object } }).connection;
  if (!Reflect.has(parsedStatements, name)) return;
  client.query(`deallocate ${pg.escapeIdentifier(name)}`, (error: Error | undefined) => {
    if (!error) Reflect.deleteProperty(parsedStatements, name);
  });
}

type Ended<Row extends object> = (error: Error | undefined, result: pg.QueryResult<Row>) => void;

/** Like `client.query` with an object, but without pg's copy of it, which takes longer than the rest of its work here. */
function submit<Row extends object>(
  client: pg.ClientBase,
  { text, values }: Statement,
  name: string | undefined,
  ended: Ended<Row>,
): void {
  const query = new pg.Query(text, values, ended);
  if (name !== undefined) {
    Object.assign(query, { name });
    forgetOldest(client, name, text);
  }
  client.query(query);
}

/** Whether an error is a response of Postgres that leaves the connection usable. */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity !== "FATAL" && error.severity !== "PANIC";
}

/** pg parses dates as local midnights by default. */
export const rowTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.DATE) return (value: string) => new Date(`${value}T00:00:00Z`);
    return pg.types.getTypeParser(oid, format ?? "text");
  },
};
