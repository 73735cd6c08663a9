import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Why a connection does not become a WebSocket. */
export interface Refusal {
  status: 400 | 403 | 404 | 429 | 503;
  code: string;
  message: string;
}

const reasons = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  503: "Service Unavailable",
} as const satisfies Record<Refusal["status"], string>;

/** Seconds after which to try again where there are too many. */
const retryAfter = 5;

export function refuseUpgrade(stream: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 429 || status === 503 ? [`Retry-After: ${retryAfter}`] : []),
  ];
  stream.once("finish", () => stream.destroy());
  stream.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

export interface UpgradeOptions {
  path: string;
  /** Whether a page of this origin may connect. */
  allows: (request: IncomingMessage) => boolean;
  /** How many connections there may be, in all and of one client. */
  maxConnections: number;
  maxConnectionsPerClient: number;
}

/** Connections that there are, by client. */
export class ConnectionCounts {
  readonly #byClient = new Map<string, number>();
  #all = 0;

  get all(): number {
    return this.#all;
  }

  of(client: string): number {
    return this.#byClient.get(client) ?? 0;
  }

  /** Returns what uncounts it. */
  add(client: string): () => void {
    this.#byClient.set(client, this.of(client) + 1);
    this.#all += 1;
    return () => {
      const left = this.of(client) - 1;
      if (left > 0) this.#byClient.set(client, left);
      else this.#byClient.delete(client);
      this.#all -= 1;
    };
  }
}

/** Why a request may not become a WebSocket; undefined when it may. */
export function refusalOf(
  request: IncomingMessage,
  client: string,
  counts: ConnectionCounts,
  { path, allows, maxConnections, maxConnectionsPerClient }: UpgradeOptions,
): Refusal | undefined {
  const asked = request.url?.split("?", 1)[0];
  if (asked !== path)
    return { status: 404, code: "NOT_FOUND", message: `No WebSocket at ${asked}. Connect to ${path}.` };
  if (!allows(request))
    return {
      status: 403,
      code: "ORIGIN_NOT_ALLOWED",
      message: `Pages of ${request.headers.origin} may not connect. CORS_ORIGINS lists those that may.`,
    };
  if (counts.of(client) >= maxConnectionsPerClient)
    return {
      status: 429,
      code: "TOO_MANY_WEBSOCKETS",
      message: `Client has ${maxConnectionsPerClient} WebSockets, the maximum. Close some first; one WebSocket carries many subscriptions.`,
    };
  if (counts.all >= maxConnections)
    return {
      status: 503,
      code: "TOO_MANY_WEBSOCKETS",
      message: `Server has ${maxConnections} WebSockets, the maximum. Try again later.`,
    };
  return undefined;
}
