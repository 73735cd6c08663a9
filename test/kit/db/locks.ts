import sql, { type Sql } from "sql-template-tag";
import { until } from "../faults/until.js";
import { inClient, type TestDatabase } from "./database.js";

/**
 * Starts work while another session holds `first`, and has that session lock `next` once the work waits for it. If the work holds
 * any of those by then, Postgres ends one of the two: a deadlock.
 */
export async function crossLocks(
  { db, url }: Pick<TestDatabase, "db" | "url">,
  first: Sql,
  next: readonly Sql[],
  work: () => Promise<unknown>,
): Promise<void> {
  await inClient(url, async (client) => {
    await client.query("begin");
    await client.query(first);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const isWaiting = sql`
      select from pg_stat_activity
      where datname = current_database() and ${rows[0]?.pid}::int = any(pg_blocking_pids(pid))
    `;
    const working = work();
    const crossed = (async () => {
      try {
        await until(async () => (await db.query(isWaiting)).length > 0, {
          seconds: 30,
          failure: "The work does not wait for the other session.",
        });
        for (const each of next) await client.query(each);
      } finally {
        await client.query("rollback");
      }
    })();
    for (const end of await Promise.allSettled([crossed, working]))
      if (end.status === "rejected") throw end.reason;
  });
}
