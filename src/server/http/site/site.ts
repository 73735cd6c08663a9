import { renderPage } from "../../../site/layout/document.js";
import type { Shell } from "../../../site/layout/shell.js";
import { problemPage } from "../../../site/pages/problem-page.js";
import { routes } from "../../../site/routes.js";
import { Moved, NotFound } from "../../../site/routing/problems.js";
import type { Page, SiteRequest, TextFile } from "../../../site/routing/route.js";
import { anyOf } from "../../../text/any-of.js";
import type { Billing } from "../../admission/billing.js";
import type { Features, Limits } from "../../limits/options.js";
import type { Exchange } from "../exchange.js";
import type { Caller } from "../graphql.js";
import { type OperationOptions, replying } from "../operations.js";
import { Refusal } from "../refusals.js";
import { namesType } from "../requests/accept.js";
import { abortedByClose } from "../requests/cancellation.js";
import { isHeadOrGet } from "../requests/methods.js";
import type { PendingBodies } from "../requests/pending-bodies.js";
import { Answer, isCurrent, sendAnswer } from "../responses/answer.js";
import { tagOf } from "../responses/entity-tag.js";
import { reply } from "../responses/reply.js";
import type { UnsentResponses } from "../responses/unsent-responses.js";
import { AskFailed, asking } from "./ask.js";
import { readStaticFiles } from "./assets.js";
import { type FoundRoute, otherFormats, routeFinder } from "./find-route.js";
import type { MailPagesOptions } from "./mail/mail-actions.js";
import { createMailPages } from "./mail/mail-pages.js";
import { originOf } from "./origin.js";
import { pageHeaders } from "./page-headers.js";
import { problemOf } from "./problem.js";

export interface SiteOptions extends OperationOptions {
  readonly billing: Billing;
  readonly unsent: UnsentResponses;
  readonly limits: Pick<Limits, "maxResponseBytes">;
  readonly pending: PendingBodies;
  readonly mail: MailPagesOptions;
  readonly callerOf: (exchange: Exchange, http: Caller["http"]) => Caller;
  readonly features: Pick<Features, "graphiql" | "publicUrl">;
  readonly trustProxy: boolean;
}

export interface Site {
  /** Whether a path is one of the site's. */
  has(path: string): boolean;
  answer(exchange: Exchange): Promise<void>;
  /** What may be meant by an unknown path, as a question; empty if nothing is similar. */
  adviceFor(path: string): string;
  /** Responds to a browser that requests an unknown path. */
  answerUnknown(exchange: Exchange): Promise<void>;
}

/** Maximum length of the address of a page that is kept. */
const maxKeyLength = 4_096;
/** How long ago the making of a page may have started for equal requests to wait for it, in milliseconds. */
const maxFlightMs = 500;

/** Pages, feeds and files, made of data of the API, and kept until the data changes. */
export function createSite(options: SiteOptions): Site {
  const { answers, billing, unsent, callerOf, trustProxy } = options;
  const { graphiql, publicUrl } = options.features;
  const files = readStaticFiles(unsent);
  const find = routeFinder(routes);
  const shell: Shell = { assets: files.assets, graphiql };
  const originFor = ({ request }: Exchange) => publicUrl ?? originOf(request, trustProxy);
  const render = (exchange: Exchange, page: Page) => renderPage(shell, originFor(exchange), page);
  const mail = createMailPages({ ...options, ...options.mail, render });

  const make = async ({ route }: FoundRoute, request: SiteRequest, context: Parameters<typeof asking>[1]) => {
    const refusal = await billing.exhausted(context);
    if (refusal !== undefined) throw new AskFailed([refusal]);
    const { ask, maxAgeMs, hasAsked } = asking(options, context);
    const started = performance.now();
    const shown = await route.show(request, ask).finally(async () => {
      // Reading an address takes time, too, even one that is refused.
      if (!hasAsked()) await billing.chargeSince(context, started);
    });
    const file: TextFile =
      "body" in shown
        ? { contentType: "text/html; charset=utf-8", text: renderPage(shell, request.origin, shown) }
        : shown;
    const etag = `W/"${tagOf(file.text)}"`;
    const head = { etag, lastModified: file.lastModified, cacheControl: answers.cacheControlFor(maxAgeMs()) };
    const answer = new Answer(file.text, file.contentType, head, headersOf(file));
    return { answer, maxAgeMs: maxAgeMs() };
  };

  /** An answer that has been made before, if the client can pay for it. */
  const recalled = async ({ request: { headers } }: Exchange, key: string, caller: Caller) => {
    const known = answers.kept({ key });
    if (known === undefined) return undefined;
    const bytes = isCurrent(headers, known) ? 0 : known.length;
    const refusal = await billing.chargeKept(caller, bytes);
    if (refusal !== undefined) throw new AskFailed([refusal]);
    return known;
  };

  const answerFound = async (exchange: Exchange, found: FoundRoute): Promise<void> => {
    const { path, request, response } = exchange;
    const target = request.url ?? "";
    const origin = originFor(exchange);
    const http = { method: "POST", headers: {}, responseHeaders: {} } as const;
    const caller: Caller = { ...callerOf(exchange, http), access: "missing", showCost: false };
    const key = `page ${origin} ${target}`;
    const watch = abortedByClose(response);
    const { replied, done } = replying();
    try {
      let answer = key.length > maxKeyLength ? undefined : await recalled(exchange, key, caller);
      if (answer === undefined) {
        const query = queryOf(target);
        const siteRequest = { path, rest: found.rest, query, origin, now: new Date() };
        const context = { ...caller, signal: watch.signal, replied, live: {} };
        const alone = async (signal: AbortSignal) =>
          (await make(found, siteRequest, { ...context, signal })).answer;
        const made = await answers.share<AskFailed>({ key }, context, maxFlightMs, alone, (signal) =>
          make(found, siteRequest, { ...context, signal }).catch(asFailure),
        );
        if (made instanceof AskFailed) throw made;
        answer = made;
      }
      if (response.destroyed) return;
      await sendAnswer(
        { ...exchange, headers: found.route.answers === "pages" ? pageHeaders : exchange.headers },
        unsent,
        answer,
        http.responseHeaders,
      );
    } finally {
      done();
      watch.release();
    }
  };

  const refuse = async (exchange: Exchange, error: unknown, asPage: boolean): Promise<void> => {
    const { path, response, request } = exchange;
    if (response.destroyed || (error instanceof AskFailed && error.errors.length === 0)) return;
    if (error instanceof Moved) {
      response.writeHead(301, { ...exchange.headers, location: error.to, "cache-control": "no-cache" });
      return unsent.send(response, exchange.client);
    }
    const problem = problemOf(error, queryOf(request.url ?? ""));
    if (problem === undefined) throw error;
    const { status, message, headers } = problem;
    const common = { ...headers, "cache-control": "no-store" };
    const contentType = asPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
    const body = asPage ? render(exchange, problemPage(problem, path)) : `${message}\n`;
    await reply({ ...exchange, headers: asPage ? pageHeaders : exchange.headers }, unsent, {
      status,
      headers: common,
      contentType,
      body: request.method === "HEAD" ? "" : body,
    });
  };

  return {
    has: (path) => files.has(path) || mail.has(path) || find(path) !== undefined,
    async answer(exchange) {
      const { path, request } = exchange;
      const found = find(path);
      const asPage = found?.route.answers !== "text" && namesType(request.headers.accept, "text/html");
      try {
        if (mail.has(path)) return await mail.answer(exchange);
        if (!isHeadOrGet(request.method))
          throw new Refusal("METHOD_NOT_ALLOWED", `${path} accepts only GET and HEAD.`, {
            allow: "GET, HEAD",
          });
        await (found === undefined ? files.answer(exchange) : answerFound(exchange, found));
      } catch (error) {
        await refuse(exchange, error, asPage);
      }
    },
    adviceFor,
    answerUnknown: (exchange) =>
      refuse(exchange, new NotFound(`There is nothing at this address.${adviceFor(exchange.path)}`), true),
  };
}

function adviceFor(path: string): string {
  const formats = otherFormats(routes, path);
  return formats.length === 0 ? "" : ` Did you mean ${anyOf(formats)}?`;
}

/** The query string, without the tracking parameters that other sites append. */
function queryOf(target: string): URLSearchParams {
  const all = new URLSearchParams(target.includes("?") ? target.slice(target.indexOf("?") + 1) : "");
  return new URLSearchParams([...all].filter(([name]) => !/^(?:utm_\w+|fbclid|gclid|ref)$/.test(name)));
}

function asFailure(error: unknown): AskFailed {
  if (error instanceof AskFailed) return error;
  throw error;
}

function headersOf({ fileName, next }: TextFile): Record<string, string> {
  return {
    ...(fileName !== undefined && { "content-disposition": `attachment; filename="${fileName}"` }),
    ...(next !== undefined && { link: `<${next}>; rel="next"` }),
  };
}
