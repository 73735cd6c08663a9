import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Limits } from "../limits/options.js";
import { answerBadRequests } from "./connections/bad-requests.js";
import { limitConnections } from "./connections/connections.js";
import { destroyOnError } from "./connections/destroy-on-error.js";
import { declineOtherUpgrades, losesInputAfter, upgradeOptions } from "./connections/other-upgrades.js";
import { createPipelines } from "./connections/pipeline.js";
import { createOnUpgrade, type OnUpgrade } from "./connections/upgrades.js";
import type { HoldInput } from "./connections/waiting-input.js";
import type { CorsPolicy } from "./cors.js";
import type { Exchange } from "./exchange.js";
import { Refusal } from "./refusals.js";
import { BodyAborted, hasUnreadBody } from "./requests/body.js";
import { clientOf } from "./requests/client-address.js";
import { checkHead } from "./requests/head.js";
import type { PendingBodies } from "./requests/pending-bodies.js";
import { refuse } from "./responses/reply.js";
import type { UnsentResponses } from "./responses/unsent-responses.js";

export interface HttpServerOptions {
  readonly limits: Limits;
  readonly cors: CorsPolicy;
  readonly trustProxy: boolean;
  readonly pending: PendingBodies;
  readonly unsent: UnsentResponses;
  readonly hold: HoldInput;
  readonly log: Logger;
  /** Responds to a request or throws a Refusal. */
  readonly answer: (exchange: Exchange) => Promise<void> | void;
}

/** Keep-alive timeout in milliseconds: longer than that of proxies, commonly 60 s. */
const keepAliveTimeoutMs = 65_000;

/** An HTTP server that refuses every invalid request with JSON. */
export function createHttpServer(options: HttpServerOptions): { server: Server; onUpgrade: OnUpgrade } {
  const { limits, cors, trustProxy, pending, unsent, hold, log } = options;
  const server = createServer({
    requestTimeout: limits.requestTimeoutMs,
    headersTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(limits.requestTimeoutMs / 4)),
    keepAliveTimeout: keepAliveTimeoutMs,
    // Node's own refusal has no body.
    requireHostHeader: false,
    ...upgradeOptions,
  });
  // By default, Node drops headers beyond a number, among them perhaps Content-Length. Their total size is limited anyway.
  server.maxHeadersCount = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange: Exchange = {
      request,
      response,
      client: clientOf(request, trustProxy),
      path: pathOf(request.url ?? "/"),
      headers: cors.headersFor(request),
    };
    if (losesInputAfter(request)) response.shouldKeepAlive = false;
    // Only bodies of POST and QUERY are used. Discarding any other reveals that the client has left; the rest would be parsed
    // as the next request.
    if (request.method !== "POST" && request.method !== "QUERY" && hasUnreadBody(request)) {
      response.shouldKeepAlive = false;
      request.resume();
    }
    try {
      checkHead(request);
      await options.answer(exchange);
    } catch (error) {
      await fail(exchange, error).catch((failure: unknown) => {
        log.error({ err: failure }, "a response failed");
        response.destroy();
      });
    }
  };
  const fail = async (exchange: Exchange, error: unknown): Promise<void> => {
    if (error instanceof BodyAborted) return;
    if (!(error instanceof Refusal)) log.error({ err: error }, "a request failed");
    if (exchange.response.headersSent) exchange.response.destroy();
    else
      await refuse(
        exchange,
        unsent,
        error instanceof Refusal ? error : new Refusal("INTERNAL_SERVER_ERROR", "Unexpected error."),
      );
  };
  const connections = limitConnections(server, {
    maxConnections: limits.maxConnections,
    maxPerClient: trustProxy ? undefined : limits.perClient.maxConnections,
  });
  const pipelines = createPipelines(handle, connections.release, (request) =>
    pending.open(clientOf(request, trustProxy)),
  );
  const begin = (request: IncomingMessage, response: ServerResponse) => {
    response.on("error", destroyOnError);
    if (connections.use(request.socket)) pipelines.handle(request, response);
  };
  server.on("request", begin).on("checkContinue", begin).on("checkExpectation", begin);
  const onUpgrade = createOnUpgrade(hold, server, pipelines);
  declineOtherUpgrades(server, onUpgrade);
  answerBadRequests(hold, server, pipelines);
  return { server, onUpgrade };
}

/** The path of a request target such as `/graphql?query=…`; clients of proxies add a scheme and host. */
function pathOf(target: string): string {
  const local = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?#]*/i, "");
  const end = local.search(/[?#]/);
  return (end === -1 ? local : local.slice(0, end)) || "/";
}
