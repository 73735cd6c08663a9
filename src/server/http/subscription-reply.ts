import type { Delivery } from "../live/delivery.js";
import type { RequestContext } from "../live/live-plugin.js";
import { openStream, streamOutlet } from "../live/sse.js";
import { preferredType } from "./accept.js";
import { type Exchange, varyBy } from "./exchange.js";
import { Refusal } from "./refusals.js";

/**
 * Delivers a subscription as the response to its request.
 *
 * @throws Refusal NOT_ACCEPTABLE
 */
export function streamSubscription(
  delivery: Delivery,
  { request, response, headers }: Exchange,
  { live: { taken } }: RequestContext,
): void {
  if (taken === undefined) return;
  const { subscription, release } = taken;
  if (preferredType(request.headers.accept, ["text/event-stream"]) === undefined) {
    release();
    throw new Refusal(
      "NOT_ACCEPTABLE",
      "Subscriptions are answered with server-sent events. Send `Accept: text/event-stream`, or subscribe over WebSocket at the same address.",
    );
  }
  if (response.destroyed) {
    release();
    return;
  }
  const { source } = subscription;
  openStream(
    response,
    {
      ...(headers as Record<string, string>),
      ...(varyBy("Accept", headers["vary"]) as Record<string, string>),
    },
    source.kind === "events" ? source.startCursor : null,
  );
  const leave = delivery.subscribe(subscription, streamOutlet(response));
  response.once("close", () => {
    leave();
    release();
  });
}
