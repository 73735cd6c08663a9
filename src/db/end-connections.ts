import pg from "pg";
import { orAborted } from "../async/abort.js";

/**
 * Settles like the promise. If the signal aborts first, terminates the connections with an application name: what they have
 * not committed is rolled back.
 *
 * @throws the signal's reason when it aborts
 */
export async function orEnded<T>(
  promise: Promise<T>,
  url: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await orAborted(promise, signal);
  } catch (error) {
    if (signal?.aborted) await endConnections(url, name).catch(() => undefined);
    throw error;
  }
}

/**
 * Also ends their statements, such as a wait for another migration.
 *
 * @throws if the database does not respond within a second
 */
async function endConnections(url: string, name: string): Promise<void> {
  const timeouts = { connectionTimeoutMillis: 1_000, query_timeout: 1_000 };
  const client = new pg.Client({ connectionString: url, ...timeouts });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
    name,
  ]);
  await client.end();
}
