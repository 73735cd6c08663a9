import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { type CORSOptions, createYoga, type Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { Database } from "../db/client.js";
import { createContext } from "../schema/context.js";
import { costLimit } from "./cost.js";
import { createErrorMask } from "./errors.js";
import { answerHealth, type Readiness } from "./health.js";
import { limits } from "./limits.js";
import { welcomeQuery } from "./welcome.js";

export interface AppOptions {
  db: Database;
  schema: GraphQLSchema;
  log: Logger;
  /** Asked at `/ready`, and before a question is answered while the database is being prepared. */
  readiness: () => Promise<Readiness>;
  /** `["*"]`, `["off"]`, or the origins that may ask. */
  corsOrigins: readonly string[];
}

const endpoint = "/graphql";

/** How many bytes a request may have; a query has at most 100 kB, the rest is for variables. */
const largestBody = 1_000_000;

/** The HTTP server: GraphQL and GraphiQL at `/graphql`, `/health`, `/ready`. Listens to nothing yet. */
export function createApp(options: AppOptions): Server {
  const yoga = createYoga({
    schema: options.schema,
    graphqlEndpoint: endpoint,
    context: () => createContext(options.db),
    multipart: false,
    landingPage: false,
    logging: false,
    cors: corsOf(options.corsOrigins),
    maskedErrors: { maskError: createErrorMask(options.log) },
    graphiql: { title: "papergraph", defaultQuery: welcomeQuery },
    renderGraphiQL,
    plugins: [limits(), costLimit(), errorCodes()],
  });
  return createServer((request, response) => {
    answer(options, yoga, request, response).catch((error: unknown) => {
      options.log.error({ err: error }, "a request failed");
      if (!response.headersSent) refuse(response, 500, "INTERNAL_SERVER_ERROR", "Unexpected error.");
      response.destroy();
    });
  });
}

async function answer(
  { readiness }: AppOptions,
  yoga: (request: IncomingMessage, response: ServerResponse) => unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split("?", 1)[0] ?? "/";
  if (path === "/health" || path === "/ready") return answerHealth(path, readiness, response);
  if (path === "/") {
    response.writeHead(302, { location: endpoint }).end();
    return;
  }
  if (path !== endpoint)
    return refuse(response, 404, "NOT_FOUND", `There is nothing at ${path}; ask ${endpoint}.`);
  if (request.headers["transfer-encoding"] !== undefined)
    return refuse(response, 411, "LENGTH_REQUIRED", "Send the body with a Content-Length, not in chunks.");
  const length = Number(request.headers["content-length"] ?? 0);
  if (length > largestBody)
    return refuse(
      response,
      413,
      "QUERY_TOO_LARGE",
      `The request has ${length} bytes; at most ${largestBody} are allowed. Ask in several requests.`,
    );
  await yoga(request, response);
}

/** An answer in the form of GraphQL's own errors, so that clients show it; the connection is not used again. */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
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
        if (!("errors" in result)) return;
        for (const error of result.errors ?? [])
          if (error instanceof GraphQLError && error.extensions["code"] === undefined)
            error.extensions["code"] = "BAD_USER_INPUT";
      },
    }),
  };
}
