import { quotaDelay, retryAfter } from "./rate-limit.js";

export interface FeedPage {
  rows: readonly unknown[];
  /** Undefined on the last page. */
  next: URL | undefined;
  /** Milliseconds to wait before the next request, to stay within the server's rate limit. */
  delayMs: number;
}

/** A page could not be fetched. */
export class PageError extends Error {
  /** Whether to retry the request: `offline` means that the server is unreachable. */
  readonly retry: "later" | "never" | "offline";
  /** Milliseconds to wait, as requested by the server. */
  readonly delayMs: number | undefined;

  constructor(message: string, retry: PageError["retry"], delayMs?: number) {
    super(message);
    this.name = "PageError";
    this.retry = retry;
    this.delayMs = delayMs;
  }
}

export interface FeedRequest {
  url: URL;
  /** Milliseconds for the whole response. */
  requestTimeoutMs: number;
  signal: AbortSignal;
  now: () => Date;
}

/** Maximum size of a decompressed page; a hundred papers take a twentieth of it. */
const maxPageBytes = 20_000_000;
const maxRedirects = 3;

/** Error codes of an unreachable server; some firewalls drop connections silently. */
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

/** @throws PageError for anything but a list of rows */
export async function fetchPage(request: FeedRequest): Promise<FeedPage> {
  const response = await follow(request, request.url, maxRedirects);
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    throw new PageError(
      `the server responded with ${response.status}`,
      "later",
      retryAfter(response.headers, request.now()),
    );
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new PageError(`the server responded with ${response.status}`, "never");
  }
  const rows = parseRows(await readBody(request, response), response.headers.get("content-type"));
  return { rows, next: nextPage(response.headers, request.url), delayMs: quotaDelay(response.headers) };
}

async function follow(request: FeedRequest, url: URL, redirects: number): Promise<Response> {
  const response = await send(request, url);
  if (response.status < 300 || response.status >= 400) return response;
  await response.body?.cancel();
  const location = response.headers.get("location");
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (target === undefined || target.origin !== url.origin)
    throw new PageError(`refused a redirect to another origin (${location ?? "none"})`, "never");
  if (redirects === 0) throw new PageError("too many redirects", "never");
  return follow(request, target, redirects - 1);
}

async function send({ requestTimeoutMs, signal }: FeedRequest, url: URL): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: "application/json", "user-agent": "papergraph" },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
  } catch (error) {
    throw networkError(error, signal);
  }
}

async function readBody({ signal }: FeedRequest, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      // Throwing out of the loop cancels the request.
      if (size > maxPageBytes)
        throw new PageError(`the response exceeds ${maxPageBytes.toLocaleString("en")} bytes`, "never");
      chunks.push(chunk);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof PageError) throw error;
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new PageError("the response is not valid UTF-8", "never");
    throw networkError(error, signal);
  }
}

function parseRows(text: string, type: string | null): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PageError(
      `the response is not JSON (${type ?? "no content type"}): ${JSON.stringify(text.slice(0, 60))}`,
      "later",
    );
  }
  if (!Array.isArray(value))
    throw new PageError(`the response is not a list: ${JSON.stringify(text.slice(0, 60))}`, "later");
  return value;
}

/** `Link: <…>; rel="next"` (RFC 8288), on the same origin only. */
function nextPage(headers: Headers, url: URL): URL | undefined {
  for (const link of (headers.get("link") ?? "").split(/,\s*(?=<)/)) {
    const [, target, parameters] = /^\s*<([^>]*)>(.*)$/.exec(link) ?? [];
    if (target === undefined || !/;\s*rel="?[^";]*\bnext\b/i.test(parameters ?? "")) continue;
    if (!URL.canParse(target, url)) return undefined;
    const next = new URL(target, url);
    if (next.origin !== url.origin)
      throw new PageError(`the next page has another origin (${next.origin})`, "never");
    return next;
  }
  return undefined;
}

function networkError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError") return new PageError("the request timed out", "later");
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } };
  const code = String(cause?.code ?? "");
  return new PageError(
    `the connection failed: ${code || String(cause?.message ?? name)}`,
    offlineCodes.has(code) ? "offline" : "later",
  );
}
