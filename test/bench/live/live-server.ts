import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** The server that is measured: the one that `npm start` runs, in a process of its own. */
export interface LiveServer {
  port: number;
  pid: number | undefined;
  /** Resolves when there are this many subscriptions. */
  subscriptions(count: number): Promise<void>;
  memory(): Promise<Memory>;
  /** Microseconds of processor time that it has used so far. */
  processor(): Promise<number>;
  /** Sends an operation with the write token. @returns the data of the response */
  write(query: string, variables: Record<string, unknown>): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** In bytes; after a collection, except `before`. */
export interface Memory {
  rss: number;
  /** The resident set before the collection. */
  before: number;
  heapUsed: number;
  external: number;
}

const token = "a-token-for-the-bench";
/** Milliseconds between two looks at how many subscriptions there are, and how often one looks. */
const [pause, patience] = [50, 1_200];

/** @param options the program that runs it, whether it keeps responses (by default, it executes equal requests, too), and more settings */
export async function startServer(
  databaseUrl: string,
  { execPath = process.execPath, cache = false, settings = {} } = {},
): Promise<LiveServer> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = fork("dist/main.js", ["serve"], {
    execPath,
    execArgv: ["--expose-gc", "--import", new URL("usage.mjs", import.meta.url).href],
    env: {
      ...{ PATH, HOME, TMPDIR },
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: "0",
      SAMPLE: "off",
      INGEST_TOKEN: token,
      LOG_LEVEL: "silent",
      ...(cache ? {} : { RESPONSE_CACHE_BYTES: "0" }),
      // All clients share one address.
      RATE_LIMIT: "off",
      CONNECTIONS_PER_CLIENT: "100000",
      WEBSOCKETS_PER_CLIENT: "100000",
      SUBSCRIPTIONS_PER_CLIENT: "100000",
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The server has ended (${code}).`);
  });
  ended.catch(() => undefined);
  const port = await Promise.race([portPrintedOn(child.stdout), ended]);
  const origin = `http://127.0.0.1:${port}`;
  const ask = async <Answer>(question: "memory" | "processor"): Promise<Answer> => {
    child.send(question);
    const [answer] = (await Promise.race([once(child, "message"), ended])) as [Answer];
    return answer;
  };
  return {
    port,
    pid: child.pid,
    async subscriptions(count) {
      let seen = -1;
      for (let look = 0; look < patience; look++) {
        const health = (await (await fetch(`${origin}/health`)).json()) as { subscriptions: number };
        seen = health.subscriptions;
        if (seen === count) return;
        await delay(pause);
      }
      throw new Error(`The server has ${seen} subscriptions where ${count} were expected.`);
    },
    memory: () => ask<Memory>("memory"),
    processor: async () => (await ask<{ processor: number }>("processor")).processor,
    async write(query, variables) {
      const response = await fetch(`${origin}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as {
        data?: Record<string, unknown>;
        errors?: unknown;
      };
      if (errors || !data) throw new Error(`The server answered with errors: ${JSON.stringify(errors)}`);
      return data;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended.catch(() => undefined);
    },
  };
}

/** Reads on after it has found the port: what is printed later has to go somewhere. */
function portPrintedOn(output: NodeJS.ReadableStream | null): Promise<number> {
  let printed = "";
  return new Promise((resolve) => {
    output?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const [, port] = /ready: http:\/\/127\.0\.0\.1:(\d+)\//.exec(printed) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
