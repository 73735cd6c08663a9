import { quotaPause, retryAfter } from "./rate-limit.js";

/** What a page of the feed turned out to be. */
export interface FeedPage {
  rows: readonly unknown[];
  /** Where the list goes on; undefined on the last page. */
  next: URL | undefined;
  /** Milliseconds to wait before the next request, so that the server's quota lasts. */
  pause: number;
}

/** That a page could not be had. */
export class PageError extends Error {
  /** `later`: the same request may succeed; `never`: it would give the same; `offline`: nobody answers there. */
  readonly remedy: "later" | "never" | "offline";
  /** Milliseconds that the server asked to wait. */
  readonly pause: number | undefined;

  constructor(message: string, remedy: PageError["remedy"], pause?: number) {
    super(message);
    this.name = "PageError";
    this.remedy = remedy;
    this.pause = pause;
  }
}

export interface PageRequest {
  url: URL;
  /** Milliseconds for all of the answer. */
  timeout: number;
  signal: AbortSignal;
  now: () => Date;
}

/** How many bytes a page may have, decompressed; a hundred papers are a twentieth of it. */
const largestPage = 20_000_000;
/** How often a request is sent on to another address of the same server. */
const mostRedirects = 3;

/** Codes of a network that does not reach the server at all; behind some firewalls connections are never answered. */
const offlineCodes = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Asks for one page. @throws PageError for anything but a list of rows */
export async function fetchPage(request: PageRequest): Promise<FeedPage> {
  const response = await follow(request, request.url, mostRedirects);
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    throw new PageError(
      `the server answered ${response.status}`,
      "later",
      retryAfter(response.headers, request.now()),
    );
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new PageError(`the server answered ${response.status}`, "never");
  }
  const rows = parseRows(await readBody(request, response), response.headers.get("content-type"));
  return { rows, next: nextPage(response.headers, request.url), pause: quotaPause(response.headers) };
}

async function follow(request: PageRequest, url: URL, redirects: number): Promise<Response> {
  const response = await send(request, url);
  if (response.status < 300 || response.status >= 400) return response;
  await response.body?.cancel();
  const location = response.headers.get("location");
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (target === undefined || target.origin !== url.origin)
    throw new PageError(
      `the server sends us to another (${location ?? "nowhere"}), where we do not go`,
      "never",
    );
  if (redirects === 0) throw new PageError("the server sends us on and on", "never");
  return follow(request, target, redirects - 1);
}

async function send({ timeout, signal }: PageRequest, url: URL): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: "application/json", "user-agent": "papergraph" },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });
  } catch (error) {
    throw networkError(error, signal);
  }
}

async function readBody({ signal }: PageRequest, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      // Leaving the loop ends the request: what is too large is not read on.
      if (size > largestPage)
        throw new PageError(`the answer has more than ${largestPage.toLocaleString("en")} bytes`, "never");
      chunks.push(chunk);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof PageError) throw error;
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new PageError("the answer is no UTF-8 text", "never");
    throw networkError(error, signal);
  }
}

function parseRows(text: string, type: string | null): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PageError(
      `the answer is no JSON (${type ?? "no type"}): ${JSON.stringify(text.slice(0, 60))}`,
      "later",
    );
  }
  if (!Array.isArray(value))
    throw new PageError(`the answer is no list: ${JSON.stringify(text.slice(0, 60))}`, "later");
  return value;
}

/** `Link: <…>; rel="next"` (RFC 8288); only on the same server. */
function nextPage(headers: Headers, url: URL): URL | undefined {
  for (const link of (headers.get("link") ?? "").split(/,\s*(?=<)/)) {
    const [, target, parameters] = /^\s*<([^>]*)>(.*)$/.exec(link) ?? [];
    if (target === undefined || !/;\s*rel="?[^";]*\bnext\b/i.test(parameters ?? "")) continue;
    if (!URL.canParse(target, url)) return undefined;
    const next = new URL(target, url);
    if (next.origin !== url.origin)
      throw new PageError(`the next page is on another server (${next.origin})`, "never");
    return next;
  }
  return undefined;
}

function networkError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError") return new PageError("the server took too long to answer", "later");
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } };
  const code = String(cause?.code ?? "");
  return new PageError(
    `the connection failed: ${code || String(cause?.message ?? name)}`,
    offlineCodes.has(code) ? "offline" : "later",
  );
}
