import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { rawRefusal } from "../http/connections/bad-requests.js";
import { Refusal } from "../http/refusals.js";
import { checkHead } from "../http/requests/head.js";
import { closeReasons } from "../live/close-reasons.js";

const retryLater = { "retry-after": "5" };

export function refuseUpgrade(stream: Duplex, refusal: Refusal): void {
  stream.once("finish", () => stream.destroy());
  stream.end(rawRefusal(refusal));
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

/**
 * Checks a handshake.
 *
 * @throws Refusal
 */
export function checkUpgrade(
  request: IncomingMessage,
  client: string,
  counts: ConnectionCounts,
  { path, allows, maxConnections, maxConnectionsPerClient }: UpgradeOptions,
): void {
  checkHead(request);
  const { url, headers } = request;
  // What follows would be read as frames, but by a proxy in front as a body.
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0)
    throw new Refusal("BAD_HANDSHAKE", "A WebSocket handshake has no body. Send it without Content-Length.");
  const requested = url?.split("?", 1)[0];
  if (requested !== path)
    throw new Refusal("NOT_FOUND", `No WebSocket endpoint at ${requested}. Connect to ${path}.`);
  if (!allows(request))
    throw new Refusal(
      "ORIGIN_NOT_ALLOWED",
      `Origin ${headers.origin} is not allowed. The server's CORS_ORIGINS lists the allowed origins.`,
    );
  if (counts.of(client) >= maxConnectionsPerClient)
    throw new Refusal(
      "TOO_MANY_WEBSOCKETS",
      `WebSocket limit per client reached: ${maxConnectionsPerClient}. Close some first; one WebSocket can carry many subscriptions.`,
      retryLater,
    );
  if (counts.all >= maxConnections)
    throw new Refusal(
      "TOO_MANY_WEBSOCKETS",
      `WebSocket limit of the server reached: ${maxConnections}. Try again later.`,
      retryLater,
      503,
    );
}

/** Refuses a handshake with a server that is shutting down. */
export function stopping(): Refusal {
  return new Refusal("SERVER_STOPPING", closeReasons.stopping.message, retryLater);
}
