import { featuresOf, limitsOf } from "../../../src/commands/server-options.js";
import { readConfig } from "../../../src/config.js";
import type { Features, Limits } from "../../../src/server/limits/options.js";

/**
 * Default limits of a server, except for those that tests from one address would exceed. Without a cache of responses, so that
 * equal questions are executed.
 */
export const testLimits: Limits = limitsOf(
  readConfig({
    RATE_LIMIT: "off",
    RESPONSE_CACHE_BYTES: "0",
    SUBSCRIPTIONS: "100000",
    SUBSCRIPTIONS_PER_CLIENT: "100000",
    CONNECTIONS: "100000",
    CONNECTIONS_PER_CLIENT: "100000",
    WEBSOCKETS_PER_CLIENT: "100000",
  }),
);

export const allFeatures: Features = featuresOf(readConfig({}));

type Partly<T> = { [Key in keyof T]?: T[Key] extends object ? Partial<T[Key]> : T[Key] };

/** The limits of tests, with overrides. */
export function limitsWith({ perClient, webSocket, live, ...others }: Partly<Limits>): Limits {
  return {
    ...testLimits,
    ...others,
    perClient: { ...testLimits.perClient, ...perClient },
    webSocket: { ...testLimits.webSocket, ...webSocket },
    live: { ...testLimits.live, ...live },
  };
}
