import type { Exchange } from "./http/exchange.js";
import type { UnsentResponses } from "./http/responses/unsent-responses.js";

/** Whether the server can handle requests, or why not. */
export type Readiness = { ready: true } | { ready: false; reason: string };

/** Liveness and readiness. A server that is not ready answers 503 with the code NOT_READY. */
export async function answerHealth(
  unsent: UnsentResponses,
  path: "/health" | "/ready",
  readiness: () => Promise<Readiness>,
  subscriptions: number,
  { response, client, headers }: Exchange,
): Promise<void> {
  const state: Readiness = path === "/health" ? { ready: true } : await readiness();
  response.writeHead(state.ready ? 200 : 503, {
    ...headers,
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const body = state.ready
    ? { status: "ok", subscriptions }
    : { status: "unavailable", code: "NOT_READY", reason: state.reason };
  unsent.send(response, client, Buffer.from(JSON.stringify(body)));
}
