import type { CorsPolicy } from "./cors.js";
import { type Exchange, varyBy } from "./exchange.js";
import { wantsPage } from "./graphiql.js";
import { Refusal } from "./refusals.js";
import { preferredType } from "./requests/accept.js";
import { isHeadOrGet, methods } from "./requests/methods.js";
import type { UnsentResponses } from "./responses/unsent-responses.js";
import type { Site } from "./site/site.js";

type Answer = (exchange: Exchange) => Promise<void> | void;

export interface Routes {
  /** The path of GraphQL. */
  readonly endpoint: string;
  readonly graphql: Answer;
  /** Undefined if disabled. */
  readonly graphiql: Answer | undefined;
  /** `/health` and `/ready`. */
  readonly health: (path: "/health" | "/ready", exchange: Exchange) => Promise<void>;
  /** Undefined if disabled. */
  readonly site: Site | undefined;
  readonly cors: CorsPolicy;
  readonly unsent: UnsentResponses;
}

const noGraphiQL =
  "GraphiQL is disabled on this server. Send queries by POST, as JSON with the member `query` and `Content-Type: application/json`.";

/** Routes a request by path and method. */
export function createRoutes({ endpoint, graphql, graphiql, health, site, cors, unsent }: Routes): Answer {
  return (exchange) => {
    const { path, request, response, client, headers } = exchange;
    const { method } = request;
    if (method === "OPTIONS" && (path === endpoint || path === "*")) {
      response.writeHead(204, {
        ...headers,
        ...cors.preflightHeaders(request),
        allow: `${methods}, OPTIONS`,
      });
      return unsent.send(response, client);
    }
    if (path === endpoint) {
      if (!wantsPage(exchange)) return graphql(exchange);
      if (graphiql !== undefined) return graphiql(exchange);
      if (request.url?.includes("?")) return graphql(exchange);
      throw new Refusal("INVALID_REQUEST", noGraphiQL);
    }
    if (
      site?.has(path) &&
      (path !== "/" || preferredType(request.headers.accept, ["text/html"]) !== undefined)
    )
      return site.answer(exchange);
    if (path !== "/" && path !== "/health" && path !== "/ready" && site !== undefined && wantsPage(exchange))
      return site.answerUnknown(exchange);
    if (path !== "/" && path !== "/health" && path !== "/ready")
      throw new Refusal(
        "NOT_FOUND",
        `Unknown path.${site?.adviceFor(path) ?? ""} The GraphQL endpoint is ${endpoint}.`,
      );
    if (!isHeadOrGet(method))
      throw new Refusal("METHOD_NOT_ALLOWED", `${path} accepts only GET and HEAD.`, { allow: "GET, HEAD" });
    if (path !== "/") return health(path, exchange);
    response.writeHead(302, { ...headers, ...varyBy(headers["vary"]), location: endpoint });
    return unsent.send(response, client);
  };
}
