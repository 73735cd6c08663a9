import pg from "pg";
import { pause } from "../async/abort.js";

/** Milliseconds between attempts to become the leader. Fixed: it limits how long nobody leads. */
const retryIntervalMs = 5_000;
/** Milliseconds between checks of the connection that holds the lock. */
const heartbeatIntervalMs = 10_000;

/**
 * Leader election: runs `work` in at most one process per database. Postgres releases the lock of a process that dies or
 * loses its connection, and another takes over.
 *
 * @param work its signal aborts when the process stops or may no longer be the leader
 * @param onWait called once, if another process leads
 */
export async function withLeadership(
  url: string,
  lock: bigint,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
  onWait: () => void,
): Promise<void> {
  let waits = false;
  while (!stopping.aborted) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      query_timeout: heartbeatIntervalMs,
      keepAlive: true,
      application_name: "papergraph leader",
    });
    const lost = new AbortController();
    client.on("error", () => lost.abort());
    client.on("end", () => lost.abort());
    try {
      await client.connect();
      while (!stopping.aborted && !lost.signal.aborted) {
        const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [
          lock,
        ]);
        if (rows[0]?.held) {
          await lead(client, lost, stopping, work);
          continue;
        }
        if (!waits) onWait();
        waits = true;
        await pause(retryIntervalMs, stopping);
      }
    } catch {
      // The leader reports database errors.
      await pause(retryIntervalMs, stopping);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function lead(
  client: pg.Client,
  lost: AbortController,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const heartbeat = setInterval(() => {
    client.query("select 1").catch(() => lost.abort());
  }, heartbeatIntervalMs);
  try {
    await work(AbortSignal.any([stopping, lost.signal]));
  } finally {
    clearInterval(heartbeat);
  }
}
