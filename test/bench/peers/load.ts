import { Agent, request } from "node:http";

// A load generator in a process of its own. The parent sends loads one after another.

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

const agents = new Map<number, Agent>();

process.on("message", async (load: Load) => process.send?.(await run(load)));

async function run({ url, bodies, connections, milliseconds, atLeast = 0 }: Load): Promise<Loaded> {
  const agent = agents.get(connections) ?? new Agent({ keepAlive: true, maxSockets: connections });
  agents.set(connections, agent);
  const started = performance.now();
  let [requests, failure]: [number, string | undefined] = [0, undefined];
  const goesOn = () => {
    const elapsed = performance.now() - started;
    return elapsed < milliseconds || (requests < atLeast && elapsed < 10 * milliseconds);
  };
  const client = async () => {
    while (goesOn()) {
      const body = bodies[requests++ % bodies.length] ?? "";
      const { status, text } = await post(agent, url, body);
      if (status !== 200 || text.includes('"errors"')) failure ??= `${status} ${text.slice(0, 300)}`;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { requests, seconds: (performance.now() - started) / 1_000, failure };
}

function post(
  agent: Agent,
  url: string,
  body: string,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
