import { accessOf } from "./access.js";
import type { HttpRequest, RequestContext } from "./admission/request-context.js";
import { Timing } from "./admission/timing.js";
import type { Exchange } from "./http/exchange.js";
import type { Caller } from "./http/graphql.js";

/** @param serverTiming whether responses over HTTP have `Server-Timing` */
export function createCallers(ingestToken: string | undefined, serverTiming: boolean) {
  return {
    overHttp: ({ client, request: { headers } }: Exchange, http: HttpRequest): Caller => ({
      client,
      access: accessOf(headers.authorization, ingestToken),
      lastEventId: String(headers["last-event-id"] ?? "") || undefined,
      showCost: headers["x-papergraph-cost"] !== undefined,
      timing: serverTiming ? new Timing() : undefined,
      http,
    }),
    overWebSocket: (client: string, authorization: unknown, signal: AbortSignal): RequestContext => ({
      client,
      signal,
      access: accessOf(typeof authorization === "string" ? authorization : undefined, ingestToken),
      live: {},
    }),
  };
}
