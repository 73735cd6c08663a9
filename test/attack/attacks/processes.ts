import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type RealServer, startServer } from "../../kit/server/real-server.js";
import type { Attack, Target } from "../attack.js";
import { createSender, repeat } from "../http.js";

const shutdownTimeoutMs = 10_000;
/** Milliseconds a process may need beyond its shutdown timeout. */
const graceMs = 2_000;

/** Servers that are stopped and replaced under load. They share the database of the attacked server. */
export const processAttacks: readonly Attack[] = [
  {
    id: "K15",
    title: "rolling restart of two servers behind a proxy that polls /ready",
    seconds: 120,
    run: async (target) => {
      const servers = await Promise.all([
        startServer({ ...target.settings }),
        startServer({ ...target.settings }),
      ]);
      const proxy = await openProxy(servers);
      const clients = new AbortController();
      const asking = askThrough(proxy.port, target, clients.signal);
      for (const index of [0, 1]) {
        await delay(2_000);
        const took = await servers[index]?.stop(shutdownTimeoutMs + graceMs);
        if (took === undefined) target.missed("a server had to be killed");
        servers[index] = await startServer({ ...target.settings });
      }
      await delay(2_000);
      clients.abort();
      await asking;
      await Promise.all(servers.map((server) => server.stop(shutdownTimeoutMs + graceMs)));
      proxy.close();
    },
  },
  {
    id: "sigterm-loaded",
    title: "SIGTERM during costly queries, unread responses and subscriptions",
    seconds: 40,
    run: async (target) => {
      const server = await startServer({ ...target.settings });
      const loaded: Target = { ...target, port: Number(new URL(server.origin).port), tally: () => undefined };
      const { send } = createSender(loaded, 60);
      void repeat(loaded, { concurrency: 30, count: 60 }, (index) =>
        send({
          query: `{ paperStats(by: [AUTHOR, KEYWORD], first: ${index}) { totals { authors } groups { totals { authors medianUpvotes } } } }`,
        }),
      );
      void repeat(loaded, { concurrency: 20, count: 20 }, () =>
        send(
          { query: "{ papers(first: 100) { nodes { abstract authors(first: 100) { nodes { name } } } } }" },
          { unread: true },
        ),
      );
      void repeat(loaded, { concurrency: 10, count: 10 }, () =>
        send(
          { query: "subscription { trendingBoard { asOf } }" },
          { headers: { accept: "text/event-stream" }, unread: true },
        ),
      );
      await delay(2_000);
      const took = await server.stop(shutdownTimeoutMs + graceMs);
      target.tally(took === undefined ? "killed" : `ended after ${(took / 1_000).toFixed(0)} s`);
      if (took === undefined) target.missed("not ended within SHUTDOWN_TIMEOUT");
    },
  },
];

/** A proxy that forwards requests to the servers that were ready at its last check. */
async function openProxy(servers: readonly RealServer[]): Promise<{ port: number; close(): void }> {
  const ready = new Set<string>();
  const look = async () => {
    const origins = servers.map(({ origin }) => origin);
    for (const origin of ready) if (!origins.includes(origin)) ready.delete(origin);
    await Promise.all(
      origins.map(async (origin) => {
        const isReady = await fetch(`${origin}/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) ready.add(origin);
        else ready.delete(origin);
      }),
    );
  };
  await look();
  const looking = setInterval(() => void look(), 200);
  let turn = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const origins = [...ready];
    const origin = origins[turn++ % origins.length];
    const fail = () => {
      outgoing.writeHead(502).end();
    };
    if (origin === undefined) {
      fail();
      return;
    }
    const { method, headers, url: path } = incoming;
    const passed = httpRequest(
      new URL(path ?? "/", origin),
      { method: method ?? "GET", headers, agent: false },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    passed.on("error", () => (outgoing.headersSent ? outgoing.destroy() : fail()));
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      clearInterval(looking);
      server.closeAllConnections();
      server.close();
    },
  };
}

async function askThrough(port: number, target: Target, signal: AbortSignal): Promise<void> {
  const { send } = createSender({ ...target, host: "127.0.0.1", port, signal }, 8);
  await repeat({ ...target, signal }, { concurrency: 8 }, async () => {
    const outcome = await send({ query: "{ papers(first: 3) { nodes { title } } }" });
    if (outcome !== "200" && !signal.aborted) target.missed(`a request through the proxy: ${outcome}`);
    await delay(20);
  });
}
