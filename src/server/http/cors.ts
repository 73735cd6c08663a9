import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { methods } from "./requests/methods.js";

/** Origins whose pages may read responses and open WebSockets. */
export interface CorsPolicy {
  /** Headers of every response, including refusals. */
  headersFor(request: IncomingMessage): OutgoingHttpHeaders;
  /** Additional headers of the response to a preflight request. */
  preflightHeaders(request: IncomingMessage): OutgoingHttpHeaders;
  /** Browsers do not apply CORS to WebSockets, so the server checks the origin itself. */
  allowsWebSocket(request: IncomingMessage): boolean;
}

const exposedHeaders = "RateLimit, RateLimit-Policy, Retry-After, Allow, ETag, Server-Timing";
const requestHeaders =
  "authorization, content-type, last-event-id, apollo-require-preflight, x-papergraph-cost, *";
/** Seconds for which browsers may cache a preflight response; Chromium's maximum. */
const preflightMaxAge = "7200";

/** @param origins `["*"]`, `["off"]`, or the origins of the pages */
export function createCors(origins: readonly string[]): CorsPolicy {
  const any = origins.includes("*");
  const allowed = new Set(any || origins.includes("off") ? [] : origins.map(normalOrigin));
  const allows = (origin: string) => any || allowed.has(normalOrigin(origin));
  return {
    headersFor({ headers: { origin } }) {
      if (any) return { "access-control-allow-origin": "*", "access-control-expose-headers": exposedHeaders };
      if (allowed.size === 0) return {};
      if (origin === undefined || !allows(origin)) return { vary: "Origin" };
      return {
        vary: "Origin",
        "access-control-allow-origin": origin,
        "access-control-expose-headers": exposedHeaders,
      };
    },
    preflightHeaders({ headers: { origin } }) {
      if (origin === undefined || !allows(origin)) return {};
      return {
        "access-control-allow-methods": methods,
        "access-control-allow-headers": requestHeaders,
        "access-control-max-age": preflightMaxAge,
      };
    },
    allowsWebSocket({ headers: { origin, host } }) {
      if (origin === undefined || allows(origin)) return true;
      return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
    },
  };
}

/** Scheme, lower-case host, and port unless it is the scheme's default; no path or trailing slash. */
function normalOrigin(text: string): string {
  if (!URL.canParse(text)) return text;
  const { origin, protocol, host } = new URL(text);
  // Schemes of apps and extensions, such as capacitor:, have an opaque origin here, but browsers send the host.
  return origin === "null" ? `${protocol}//${host}` : origin;
}
