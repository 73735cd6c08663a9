import type { RequestContext } from "../../admission/request-context.js";
import type { Delivery } from "../../live/delivery.js";
import { deliverOverHttp } from "../../live/http-stream.js";
import { multipart, type StreamFormat, serverSentEvents } from "../../live/stream-formats.js";
import { type Exchange, varyBy } from "../exchange.js";
import { Refusal } from "../refusals.js";
import { maxRanges, preferredType } from "../requests/accept.js";

/**
 * Streams a subscription as the response to its request.
 *
 * @param sendTimeoutMs for the client to read why its subscription ended
 * @throws Refusal NOT_ACCEPTABLE
 */
export function streamSubscription(
  delivery: Delivery,
  { request, response, headers }: Exchange,
  { live: { taken }, http }: RequestContext,
  sendTimeoutMs: number,
): void {
  if (taken === undefined) return;
  const { accept } = request.headers;
  const format = formatOf(accept ?? null);
  if (format === serverSentEvents && preferredType(accept, ["text/event-stream"]) === undefined) {
    taken.release();
    throw new Refusal(
      "NOT_ACCEPTABLE",
      "Subscriptions are sent as server-sent events (`Accept: text/event-stream`), as multipart (`Accept: multipart/mixed;subscriptionSpec=1.0`), or over WebSocket at the same address.",
    );
  }
  // Up to 16 kB, which the response would keep as long as it lives.
  Object.assign(request, { url: "", headers: {}, rawHeaders: [] });
  const all = { ...headers, ...http?.responseHeaders, ...varyBy("Accept", headers["vary"]) };
  deliverOverHttp(
    delivery,
    taken,
    format,
    response,
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)])),
    sendTimeoutMs,
  );
}

/** The format requested by an Accept header; defaults to server-sent events. The first supported type wins. */
export function formatOf(accept: string | null): StreamFormat {
  for (const type of (accept ?? "").toLowerCase().split(",", maxRanges)) {
    if (isMultipart(type)) return multipart;
    if (type.trim().startsWith("text/event-stream")) return serverSentEvents;
  }
  return serverSentEvents;
}

/** Requires the parameter, because multipart responses have other uses. */
function isMultipart(type: string): boolean {
  return /^\s*multipart\/mixed\s*;(.*;)?\s*subscriptionspec\s*=\s*"?1\.0"?\s*(;|$)/.test(type);
}
