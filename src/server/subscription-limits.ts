import { maxPayloadCost } from "./cost/operation-cost.js";
import type { Limits } from "./limits/options.js";
import type { limitSubscriptions } from "./live/subscription-limits.js";

/** Maximum average cost per event of a client at its subscription limit. */
const costPerSubscription = 100;

export function subscriptionLimitsOf({
  live,
  perClient,
  maxCost,
}: Limits): Parameters<typeof limitSubscriptions>[0] {
  return {
    perProcess: live.maxSubscriptions,
    perClient: perClient.maxSubscriptions,
    maxClientCost: Math.max(costPerSubscription * perClient.maxSubscriptions, maxPayloadCost(maxCost)),
    maxBytes: live.maxSubscriptionBytes,
    maxClientBytes: perClient.maxSubscriptionBytes,
  };
}
