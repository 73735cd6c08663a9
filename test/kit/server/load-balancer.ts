import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A load balancer; backends are identified by their origin. */
export interface LoadBalancer {
  origin: string;
  /** Adds a backend, which gets requests once its `/ready` answers 200. */
  add(backend: string): void;
  /** Backends that answered 200 at the last check. */
  inService(): string[];
  close(): Promise<void>;
}

const checkIntervalMs = 200;

/** Forwards requests round-robin over keep-alive connections, without retries. Failed requests get 502. */
export async function startLoadBalancer(): Promise<LoadBalancer> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Map<string, boolean>();
  const inService = () => [...ready].filter(([, isReady]) => isReady).map(([backend]) => backend);
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const backends = inService();
    turn += 1;
    const backend = backends[turn % backends.length];
    const fail = () => {
      outgoing.writeHead(502).end();
    };
    if (backend === undefined) return fail();
    const { method, headers, url } = incoming;
    const passed = request(`${backend}${url}`, { method, headers, agent }, (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    passed.on("error", fail);
    incoming.pipe(passed);
  });
  const check = setInterval(() => {
    for (const backend of ready.keys())
      fetch(`${backend}/ready`)
        .then(async (response) => {
          await response.text();
          ready.set(backend, response.ok);
        })
        .catch(() => ready.delete(backend));
  }, checkIntervalMs);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (backend) => ready.set(backend, false),
    inService,
    async close() {
      clearInterval(check);
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
