import { createHash } from "node:crypto";
import { type Exchange, varyBy } from "./exchange.js";
import { namesType, preferredCoding } from "./requests/accept.js";
import { isHeadOrGet } from "./requests/methods.js";
import { tagOf } from "./responses/entity-tag.js";
import { compressed } from "./responses/reply.js";
import type { UnsentResponses } from "./responses/unsent-responses.js";

interface Page {
  readonly br: Buffer;
  readonly gzip: Buffer;
  readonly identity: Buffer;
  readonly etag: string;
  readonly policy: string;
}

export interface GraphiQL {
  answer(exchange: Exchange): Promise<void>;
  /** Renders the page, which takes a second. */
  prepare(): Promise<unknown>;
}

/** Whether a browser opens the address as a page. */
export function wantsPage({ request: { method, headers } }: Exchange): boolean {
  return isHeadOrGet(method) && namesType(headers.accept, "text/html");
}

/**
 * Serves GraphiQL. The page has nine megabytes: it is rendered and compressed once, on the first request, and all responses
 * share the same memory.
 *
 * @param query initial query of the editor
 */
export function createGraphiQL(unsent: UnsentResponses, query: string): GraphiQL {
  let made: Promise<Page> | undefined;
  const prepare = () => {
    made ??= makePage(query).catch((error: unknown) => {
      // The next request tries again.
      made = undefined;
      throw error;
    });
    return made;
  };
  const answer = async (exchange: Exchange): Promise<void> => {
    const page = await prepare();
    const { request, response, client, headers } = exchange;
    if (response.destroyed) return;
    const coding = preferredCoding(String(request.headers["accept-encoding"] ?? ""));
    const etag = `"${page.etag}-${coding}"`;
    const common = {
      ...headers,
      ...varyBy("Accept, Accept-Encoding", headers["vary"]),
      etag,
      // Browsers revalidate their copy on each visit and get 304 if it is current.
      "cache-control": "public, max-age=0, must-revalidate",
      "content-security-policy": page.policy,
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
    };
    if (matches(request.headers["if-none-match"], page.etag)) {
      response.writeHead(304, common);
      return unsent.send(response, client);
    }
    response.writeHead(200, {
      ...common,
      "content-type": "text/html; charset=utf-8",
      "content-length": page[coding].length,
      ...(coding !== "identity" && { "content-encoding": coding }),
    });
    if (request.method === "HEAD") unsent.send(response, client);
    else unsent.send(response, client, page[coding], { isShared: true });
  };
  return { answer, prepare };
}

async function makePage(query: string): Promise<Page> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  // Browsers hash a script after HTML has normalized its line endings.
  const html = String(renderGraphiQL({ title: "papergraph", defaultQuery: query }))
    .trim()
    .replace(/\r\n?/g, "\n");
  const identity = Buffer.from(html);
  const [br, gzip] = await Promise.all([compressed(identity, "br"), compressed(identity, "gzip")]);
  return {
    ...{ br, gzip, identity },
    etag: tagOf(html),
    policy: policyFor(html),
  };
}

/** Allows the page's one script, its workers, and requests to this server; nothing from other origins. */
function policyFor(html: string): string {
  const script = html.slice(html.indexOf("<script>") + "<script>".length, html.lastIndexOf("</script>"));
  return [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    "worker-src blob:",
    // The editor creates style elements and attributes at run time.
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Ignores the coding: a copy in another coding is also current. */
function matches(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((tag) => tag.trim() === "*" || tag.includes(`"${etag}-`)) ?? false;
}
