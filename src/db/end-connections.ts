import pg from "pg";

/**
 * Terminates the connections with an application name and their statements, such as a wait for another migration.
 *
 * @throws if the database does not respond within a second
 */
export async function endConnections(url: string, name: string): Promise<void> {
  const timeouts = { connectionTimeoutMillis: 1_000, query_timeout: 1_000 };
  const client = new pg.Client({ connectionString: url, ...timeouts });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
    name,
  ]);
  await client.end();
}
