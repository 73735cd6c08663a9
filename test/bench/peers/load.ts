import { Pool } from "undici";

// A load generator in a process of its own. The parent sends loads one after another. It takes half the time of Node's
// client, which it would take from the servers.

export interface Load {
  readonly url: string;
  /** Bodies to send in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
  /** Goes on after that until there are as many requests, up to ten times as long. */
  readonly atLeast?: number;
}

export interface Loaded {
  readonly requests: number;
  readonly seconds: number;
  /** A response with another status than 200, or with errors. */
  readonly failure?: string | undefined;
}

const pools = new Map<string, Pool>();

process.on("message", async (load: Load) => process.send?.(await run(load)));

async function run({ url, bodies, connections, milliseconds, atLeast = 0 }: Load): Promise<Loaded> {
  const { origin, pathname } = new URL(url);
  const key = `${connections} ${origin}`;
  const pool = pools.get(key) ?? new Pool(origin, { connections, pipelining: 1 });
  pools.set(key, pool);
  const started = performance.now();
  let [requests, failure]: [number, string | undefined] = [0, undefined];
  const goesOn = () => {
    const elapsed = performance.now() - started;
    return elapsed < milliseconds || (requests < atLeast && elapsed < 10 * milliseconds);
  };
  const client = async () => {
    while (goesOn()) {
      const body = bodies[requests++ % bodies.length] ?? "";
      const { status, text } = await post(pool, pathname, body);
      if (status !== 200 || text.includes('"errors"')) failure ??= `${status} ${text.slice(0, 300)}`;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { requests, seconds: (performance.now() - started) / 1_000, failure };
}

async function post(pool: Pool, path: string, sent: string): Promise<{ status: number; text: string }> {
  const { statusCode: status, body } = await pool.request({
    path,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: sent,
  });
  return { status, text: await body.text() };
}
