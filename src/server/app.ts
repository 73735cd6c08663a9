import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";
import { sendNodeResponse } from "@whatwg-node/server";
import type { GraphQLSchema } from "graphql";
import { type CORSOptions, createYoga, type Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { Database } from "../db/client.js";
import type { Event } from "../events/event.js";
import { createContext } from "../schema/context.js";
import { accessOf } from "./access.js";
import { costLimit } from "./cost.js";
import { createErrorMask, isTimeout, isUnavailable } from "./errors.js";
import { answerHealth, type Readiness } from "./health.js";
import { documentLimits } from "./limits.js";
import { createDelivery, type DeliveryOptions } from "./live/delivery.js";
import { noteListeners } from "./live/hand-over.js";
import { deliverOverHttp } from "./live/http-stream.js";
import { livePlugin, type RequestContext, withCode } from "./live/live-plugin.js";
import { limitSubscriptions } from "./live/subscription-limits.js";
import { acceptWebSockets } from "./live/websocket.js";
import { checkWith } from "./live/websocket-operations.js";
import type { Features, Limits } from "./options.js";
import { welcomeQuery } from "./welcome.js";

export interface AppOptions {
  db: Database;
  schema: GraphQLSchema;
  log: Logger;
  /** Asked at `/ready`, and before a question is answered while the database is being prepared. */
  readiness: () => Promise<Readiness>;
  /** `["*"]`, `["off"]`, or the origins that may ask. */
  corsOrigins: readonly string[];
  /** What whoever writes has to send; nobody may write without it. */
  ingestToken?: string | undefined;
  /** Whether the addresses of clients are those that a proxy in front names. */
  trustProxy: boolean;
  limits: Limits;
  features: Features;
  live: LiveOptions;
}

/** How events are delivered. */
export type LiveOptions = Pick<DeliveryOptions, "position" | "readTopic" | "heartbeat">;

/** The API as a server that listens to nothing yet. */
export interface App {
  server: Server;
  /** Takes what happened, in order, for those who wait for it. */
  tell(events: readonly Event[]): void;
  /**
   * Ends all subscriptions and WebSocket connections: their clients are told to come back.
   *
   * @param overMs milliseconds over which many are spread, so that they do not come back at once; 0 ends all of them now
   */
  closeSubscriptions(overMs?: number): void;
  /** Ends all connections, whatever they are at. */
  cutConnections(): void;
}

const endpoint = "/graphql";
/** Cost units per event that the subscriptions of a client may have on average when it has as many as it may. */
const costPerSubscription = 20;

/** GraphQL and GraphiQL at `/graphql`, by HTTP, server-sent events and WebSocket; `/health`, `/ready`. */
export function createApp(options: AppOptions): App {
  const { db, schema, log, live, ingestToken, limits, trustProxy } = options;
  const maskError = createErrorMask(log);
  const subscriptionLimits = limitSubscriptions({
    perProcess: limits.live.maxSubscriptions,
    perClient: limits.perClient.maxSubscriptions,
    maxClientCost: costPerSubscription * limits.perClient.maxSubscriptions,
  });
  const delivery = createDelivery({
    ...live,
    maxSubscriberBytes: limits.live.maxSubscriberBytes,
    maxPendingBytes: limits.live.maxPendingBytes,
    maxResponseBytes: limits.maxResponseBytes,
    schema,
    maskError,
    isUnavailable,
    isTimeout,
    createContext: () => createContext(db, { access: "refused" }),
    onError: (error) => log.error({ err: error }, "a subscription failed"),
  });
  const yoga = createYoga<RequestContext>({
    schema,
    graphqlEndpoint: endpoint,
    context: (request) => createContext(db, request),
    multipart: false,
    landingPage: false,
    logging: false,
    cors: corsOf(options.corsOrigins),
    maskedErrors: { maskError },
    maxRequestBodySize: false,
    graphiql: { title: "papergraph", defaultQuery: welcomeQuery },
    renderGraphiQL,
    plugins: [
      documentLimits(),
      costLimit(),
      errorCodes(),
      livePlugin(subscriptionLimits, () => live.position() !== undefined),
    ],
  });
  const contextOf = (
    client: string,
    authorization: unknown,
    signal: AbortSignal,
    lastEventId?: string,
  ): RequestContext => ({
    client,
    signal,
    access: accessOf(typeof authorization === "string" ? authorization : undefined, ingestToken),
    lastEventId,
    live: {},
  });
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      if (!response.headersSent) refuse(response, 500, "INTERNAL_SERVER_ERROR", "Unexpected error.");
      response.destroy();
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split("?", 1)[0] ?? "/";
    if (path === "/health" || path === "/ready")
      return answerHealth(path, options.readiness, delivery.size(), response);
    if (path === "/") {
      response.writeHead(302, { location: endpoint }).end();
      return;
    }
    if (path !== endpoint)
      return refuse(response, 404, "NOT_FOUND", `There is nothing at ${path}; ask ${endpoint}.`);
    if (request.headers["transfer-encoding"] !== undefined)
      return refuse(response, 411, "LENGTH_REQUIRED", "Send the body with a Content-Length, not in chunks.");
    const handOver = noteListeners(request, response);
    const context = contextOf(
      clientOf(request, trustProxy),
      request.headers.authorization,
      closeSignal(response),
      headerOf(request, "last-event-id"),
    );
    const length = Number(request.headers["content-length"] ?? 0);
    const largest = context.access === "granted" ? limits.maxWriteBodyBytes : limits.maxBodyBytes;
    if (length > largest)
      return refuse(
        response,
        413,
        "QUERY_TOO_LARGE",
        `The request has ${length} bytes; at most ${largest} are allowed. Ask in several requests.`,
      );
    let answered: Response;
    try {
      answered = await yoga.handleNodeRequestAndResponse(request, response, context);
    } catch (error) {
      context.live.taken?.release();
      throw error;
    }
    if (context.live.taken === undefined) await sendNodeResponse(answered, response, request, false);
    else if (answered.status === 200) {
      handOver();
      deliverOverHttp(delivery, context.live.taken, response, Object.fromEntries(answered.headers));
    } else {
      context.live.taken.release();
      await sendNodeResponse(answered, response, request, false);
    }
  };
  const webSockets = acceptWebSockets(server, {
    path: endpoint,
    clientOf: (request) => clientOf(request, trustProxy),
    allows: (request) => mayAsk(request, options.corsOrigins),
    check: checkWith(yoga, contextOf, maskError),
    delivery,
    heartbeat: live.heartbeat,
    maxConnections: limits.live.maxSubscriptions,
    maxConnectionsPerClient: limits.perClient.maxWebSockets,
    maxOperations: limits.webSocket.maxOperations,
    maxMessageBytes: limits.webSocket.maxMessageBytes,
    maxResponseBytes: limits.maxResponseBytes,
    onError: (error) => log.error({ err: error }, "a WebSocket failed"),
  });
  return {
    server,
    tell: delivery.tell,
    closeSubscriptions(overMs = 0) {
      delivery.close(overMs);
      webSockets.close(overMs);
    },
    cutConnections() {
      server.closeAllConnections();
      webSockets.cut();
    },
  };
}

/** Aborted when the client has left before its response was complete. */
function closeSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** An answer in the form of GraphQL's own errors, so that clients show it; the connection is not used again. */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/** Who asks: an address, which several people may share. */
function clientOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headerOf(request, "x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded ?? request.socket.remoteAddress ?? "unknown";
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

/** Browsers let any page open a WebSocket anywhere, so the server looks itself at whose page it is. */
function mayAsk({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes("*") || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Allows exactly the origin that asks, where it is one of those that may. */
function corsOf(origins: readonly string[]) {
  return (request: Request): CORSOptions => {
    const origin = request.headers.get("origin");
    if (origin === null || origins.includes("off")) return false;
    if (origins.includes("*")) return { origin: "*", credentials: false, methods: ["GET", "POST"] };
    return origins.includes(origin) ? { origin, credentials: false, methods: ["GET", "POST"] } : false;
  };
}

/** Gives a code to errors that GraphQL itself makes, such as a variable of the wrong type. */
function errorCodes(): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result }) {
        if ("errors" in result) for (const error of result.errors ?? []) withCode(error);
      },
    }),
  };
}
