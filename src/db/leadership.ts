import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** Milliseconds until a process that is not the one asks again whether it can be. */
const askAgain = 5_000;
/** Milliseconds between two looks at whether the connection that holds the lock still lives. */
const lookAgain = 10_000;

/**
 * Does the work in one process at a time of all that share a database: in this one as soon as no other does. A process
 * that dies, or loses its connection, has its lock taken from it by Postgres, and another takes over.
 *
 * @param work gets a signal that it is to end: because the process stops, or because another may lead by now
 * @param onWait called once, when another process leads
 */
export async function leading(
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
      query_timeout: lookAgain,
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
        await pause(askAgain, stopping);
      }
    } catch {
      // Whoever leads needs the database too, and says what is wrong with it.
      await pause(askAgain, stopping);
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
  const looking = setInterval(() => {
    client.query("select 1").catch(() => lost.abort());
  }, lookAgain);
  try {
    await work(AbortSignal.any([stopping, lost.signal]));
  } finally {
    clearInterval(looking);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
