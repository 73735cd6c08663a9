import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "./attack.js";

export interface SendOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the JSON of a query. */
  readonly body?: string | Buffer;
  /** Disconnects after this many milliseconds. */
  readonly abandonAfterMs?: number;
  /** Never reads the response, and keeps the connection open. */
  readonly unread?: boolean;
}

export interface Query {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Sender {
  /** Sends a request and records the outcome. @returns the outcome */
  send(query: Query | undefined, options?: SendOptions): Promise<string>;
}

/** Bytes of a response that are searched for its error code. */
const headBytes = 2_000;

/** Sends over up to `connections` keep-alive connections. Never rejects. */
export function createSender(target: Target, connections: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  target.signal.addEventListener("abort", () => agent.destroy());
  return {
    send: (query, options = {}) => sendOver(target, agent, query, options),
  };
}

function sendOver(
  target: Target,
  agent: Agent,
  query: Query | undefined,
  { method = "POST", path = "/graphql", headers, body, abandonAfterMs, unread }: SendOptions,
): Promise<string> {
  const content = body ?? (query ? JSON.stringify(query) : undefined);
  return new Promise<string>((resolve) => {
    let settled = false;
    const settle = (outcome: string) => {
      if (settled) return;
      settled = true;
      target.tally(outcome);
      resolve(outcome);
    };
    if (target.signal.aborted) {
      resolve("aborted");
      return;
    }
    const { host, port, localAddress } = target;
    const request = httpRequest({
      ...{ agent, host, port, localAddress, method, path },
      headers: {
        ...(content === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(content)) }),
        ...headers,
      },
    });
    request.on("error", (error: NodeJS.ErrnoException) => settle(outcomeOf(target, error)));
    let responded = false;
    request.on("close", () => {
      if (!responded) settle("closed");
    });
    request.on("response", (response) => {
      responded = true;
      if (unread) {
        settle(`${response.statusCode} unread`);
        response.on("error", () => undefined);
        return;
      }
      void readOutcome(response).then(settle);
    });
    if (abandonAfterMs !== undefined)
      setTimeout(() => {
        settle("abandoned");
        request.destroy();
      }, abandonAfterMs);
    request.end(content);
  });
}

function outcomeOf({ signal }: Target, { code, message }: NodeJS.ErrnoException): string {
  if (signal.aborted) return "still waiting";
  return code === "ECONNREFUSED" ? "connection refused" : code === "ECONNRESET" ? "cut" : (code ?? message);
}

/** The status, and the code of the first error. */
async function readOutcome(response: IncomingMessage): Promise<string> {
  let head = "";
  try {
    for await (const chunk of response as AsyncIterable<Buffer>)
      if (head.length < headBytes) head += chunk.toString();
  } catch {
    return "cut";
  }
  return labelOf(response.statusCode, head);
}

/** `400 QUERY_TOO_COSTLY`, from a status and the beginning of a body. */
export function labelOf(status: number | undefined, head: string): string {
  const code = /"code":"([A-Z_]+)"/.exec(head.slice(0, headBytes))?.[1];
  return code === undefined ? `${status}` : `${status} ${code}`;
}

/** Runs work repeatedly with an index, several at once, until the count is reached or the time is up. */
export async function repeat(
  { signal }: Target,
  { concurrency, count = Number.POSITIVE_INFINITY }: { concurrency: number; count?: number },
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const loop = async () => {
    while (next < count && !signal.aborted) {
      const outcome = await work(next++);
      // Connections to a dead server fail immediately, which would make this a busy loop.
      if (outcome === "connection refused" || outcome === "closed") await delay(100);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

/** Resolves when the attack's time is up. */
export async function holdUntilEnd({ signal }: Target): Promise<void> {
  await delay(3_600_000, undefined, { signal }).catch(() => undefined);
}
