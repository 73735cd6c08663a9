import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { rawResponse } from "../http/connections/raw-response.js";
import type { ErrorCode } from "../http/error-codes.js";
import { refusalBody } from "../http/refusals.js";

/** A refused WebSocket handshake. */
export interface Refusal {
  status: 400 | 403 | 404 | 429 | 503;
  code: ErrorCode;
  message: string;
}

/** `Retry-After` at a limit, in seconds. */
const retryAfter = 5;

export function refuseUpgrade(stream: Duplex, { status, code, message }: Refusal): void {
  const headers = {
    "content-type": "application/json",
    ...((status === 429 || status === 503) && { "retry-after": String(retryAfter) }),
  };
  stream.once("finish", () => stream.destroy());
  stream.end(rawResponse(status, headers, refusalBody({ message, code })));
}

export interface UpgradeOptions {
  path: string;
  /** Whether a page of this origin may connect. */
  allows: (request: IncomingMessage) => boolean;
  /** Maximum number of connections, in total and per client. */
  maxConnections: number;
  maxConnectionsPerClient: number;
}

/** Numbers of open connections by client. */
export class ConnectionCounts {
  readonly #byClient = new Map<string, number>();
  #all = 0;

  get all(): number {
    return this.#all;
  }

  of(client: string): number {
    return this.#byClient.get(client) ?? 0;
  }

  add(client: string): void {
    this.#byClient.set(client, this.of(client) + 1);
    this.#all += 1;
  }

  remove(client: string): void {
    const left = this.of(client) - 1;
    if (left > 0) this.#byClient.set(client, left);
    else this.#byClient.delete(client);
    this.#all -= 1;
  }
}

/** Why a handshake is refused; undefined if it is accepted. */
export function refusalOf(
  request: IncomingMessage,
  client: string,
  counts: ConnectionCounts,
  { path, allows, maxConnections, maxConnectionsPerClient }: UpgradeOptions,
): Refusal | undefined {
  const requested = request.url?.split("?", 1)[0];
  if (requested !== path)
    return {
      status: 404,
      code: "NOT_FOUND",
      message: `No WebSocket endpoint at ${requested}. Connect to ${path}.`,
    };
  if (!allows(request))
    return {
      status: 403,
      code: "ORIGIN_NOT_ALLOWED",
      message: `Origin ${request.headers.origin} is not allowed. The server's CORS_ORIGINS lists the allowed origins.`,
    };
  if (counts.of(client) >= maxConnectionsPerClient)
    return {
      status: 429,
      code: "TOO_MANY_WEBSOCKETS",
      message: `WebSocket limit per client reached: ${maxConnectionsPerClient}. Close some first; one WebSocket can carry many subscriptions.`,
    };
  if (counts.all >= maxConnections)
    return {
      status: 503,
      code: "TOO_MANY_WEBSOCKETS",
      message: `WebSocket limit of the server reached: ${maxConnections}. Try again later.`,
    };
  return undefined;
}
