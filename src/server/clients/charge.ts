import { GraphQLError } from "graphql";

/** The budget of a client. */
export interface Budget {
  /** Cost units per minute. */
  readonly limit: number;
  /** Cost units remaining in this minute. */
  readonly remaining: number;
  /** Milliseconds until the budget is reset. */
  readonly resetMs: number;
}

export interface Charge extends Budget {
  /** Why the operation is refused; undefined if it is allowed. */
  readonly refusal: GraphQLError | undefined;
}

/** Seconds until a budget is reset. */
export const windowSeconds = 60;

/** Response headers. @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/ */
export function rateLimitHeaders(charge: (Budget & Partial<Charge>) | undefined): Record<string, string> {
  if (charge === undefined) return {};
  const { limit, remaining, resetMs, refusal } = charge;
  const seconds = Math.ceil(resetMs / 1_000);
  return {
    "ratelimit-policy": `"cost";q=${limit};w=${windowSeconds}`,
    ratelimit: `"cost";r=${remaining};t=${seconds}`,
    ...(refusal && resetMs > 0 ? { "retry-after": String(Math.max(1, seconds)) } : {}),
  };
}

/** @param cost cost of the operation, if it is known */
export function refused(budget: Budget, cost?: number): Charge {
  const { limit, remaining, resetMs } = budget;
  const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
  const operation = cost === undefined ? "" : `, and this operation costs ${count(cost)}`;
  return {
    ...budget,
    refusal: rateLimited(
      `Rate limit exceeded: ${count(limit - remaining)} of ${count(limit)} cost units per minute are used${operation}. Retry in ${seconds} s.`,
      { "retry-after": String(seconds) },
    ),
  };
}

export function neverFits(limit: number, cost: number): Charge {
  return {
    limit,
    remaining: limit,
    resetMs: 0,
    refusal: rateLimited(
      `This operation costs ${count(cost)} units, but the rate limit is ${count(limit)} per minute. Request less per operation; retrying will not help.`,
      {},
    ),
  };
}

function rateLimited(message: string, headers: Record<string, string>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: "RATE_LIMITED", http: { status: 429, headers } },
  });
}

function count(units: number): string {
  return units.toLocaleString("en-US");
}
