import type { ServerResponse } from "node:http";

/** Whether the API can answer: yes, or why not (yet). */
export type Readiness = { ready: true } | { ready: false; reason: string };

/** Liveness and readiness, for whoever runs the process. */
export async function answerHealth(
  path: "/health" | "/ready",
  readiness: () => Promise<Readiness>,
  subscriptions: number,
  response: ServerResponse,
): Promise<void> {
  const state: Readiness = path === "/health" ? { ready: true } : await readiness();
  response.writeHead(state.ready ? 200 : 503, {
    "content-type": "application/json",
    "cache-control": "no-store",
  });
  response.end(
    JSON.stringify(
      state.ready ? { status: "ok", subscriptions } : { status: "unavailable", reason: state.reason },
    ),
  );
}
