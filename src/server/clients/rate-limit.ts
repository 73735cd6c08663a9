import { GraphQLError } from "graphql";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from "rate-limiter-flexible";
import sql from "sql-template-tag";
import type { Database } from "../../db/client.js";

/** The budget of a client after one operation. */
export interface Charge {
  /** Cost units per minute. */
  readonly limit: number;
  /** Cost units remaining in this minute. */
  readonly remaining: number;
  /** Milliseconds until the budget is reset. */
  readonly resetMs: number;
  /** Why the operation is refused; undefined if it is allowed. */
  readonly refusal: GraphQLError | undefined;
}

export interface RateLimiter {
  /**
   * Charges the cost of an operation to the budget of its client. An operation over budget blocks the client until the
   * budget is reset.
   *
   * @param units cost units; at least one is charged
   * @returns undefined if there is no limit
   */
  charge(client: string, units: number): Promise<Charge | undefined>;
  /** Stops deleting expired rows. */
  close(): void;
}

export interface RateLimiterOptions {
  /** Cost units that a client may spend per minute; undefined for no limit. */
  readonly costPerMinute: number | undefined;
  /** Stores spent units in the table `rate_limits`, shared by several processes. Defaults to memory. */
  readonly store?: Database | undefined;
  /** Called when the store fails; until it recovers, each process counts for itself. */
  readonly onStoreError?: ((error: unknown) => void) | undefined;
  /**
   * Maximum number of clients with their own budget per minute; additional clients share one per network. Defaults to
   * 50,000, about 25 MB.
   */
  readonly maxClients?: number | undefined;
}

const windowSeconds = 60;

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { costPerMinute: limit, store, maxClients = 50_000 } = options;
  if (limit === undefined) return { charge: async () => undefined, close: () => undefined };
  const budget = { points: limit, duration: windowSeconds, keyPrefix: "" };
  const memory = new RateLimiterMemory(budget);
  const shared = store && postgresLimiter(store, budget, memory, options.onStoreError);
  const sweep =
    store &&
    setInterval(
      () => deleteExpired(store).catch((error: unknown) => options.onStoreError?.(error)),
      windowSeconds * 1_000,
    ).unref();
  const limiter = shared ?? memory;
  const keys = new KeyChoice(limiter, maxClients);

  return {
    async charge(client, units) {
      const cost = Math.max(1, Math.ceil(units));
      if (cost > limit) return neverFits(limit, cost);
      try {
        const key = await keys.of(client);
        const result = await limiter.consume(key, cost);
        if (result.isFirstInDuration) keys.note();
        return {
          limit,
          remaining: result.remainingPoints,
          resetMs: result.msBeforeNext,
          refusal: undefined,
        };
      } catch (result) {
        if (result instanceof RateLimiterRes) return refused(limit, cost, result);
        throw result;
      }
    },
    close: () => clearInterval(sweep),
  };
}

/** Response headers. @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/ */
export function rateLimitHeaders(charge: Charge | undefined): Record<string, string> {
  if (charge === undefined) return {};
  const { limit, remaining, resetMs, refusal } = charge;
  const seconds = Math.ceil(resetMs / 1_000);
  return {
    "ratelimit-policy": `"cost";q=${limit};w=${windowSeconds}`,
    ratelimit: `"cost";r=${remaining};t=${seconds}`,
    ...(refusal && resetMs > 0 ? { "retry-after": String(Math.max(1, seconds)) } : {}),
  };
}

/** Maps clients to budgets. */
class KeyChoice {
  readonly #limiter: RateLimiterAbstract;
  readonly #maxKeys: number;
  /** Budgets opened in the current and the previous window; no others are in memory. */
  #counts: [current: number, previous: number] = [0, 0];
  #since = performance.now();

  constructor(limiter: RateLimiterAbstract, maxKeys: number) {
    this.#limiter = limiter;
    this.#maxKeys = maxKeys;
  }

  /** The client itself, or its network if it is new and there are too many clients. */
  async of(client: string): Promise<string> {
    this.#turn();
    if (this.#counts[0] + this.#counts[1] < this.#maxKeys) return client;
    return (await this.#limiter.get(client)) === null ? networkOf(client) : client;
  }

  /** Records a newly opened budget. */
  note(): void {
    this.#counts[0] += 1;
  }

  #turn(): void {
    const windows = Math.floor((performance.now() - this.#since) / (windowSeconds * 1_000));
    if (windows === 0) return;
    this.#counts = [0, windows === 1 ? this.#counts[0] : 0];
    this.#since += windows * windowSeconds * 1_000;
  }
}

/** The first 16 bits of an IPv4 address, the first 32 of an IPv6 address. */
function networkOf(address: string): string {
  return `network ${address.split(/[.:]/, 2).join(":")}`;
}

function postgresLimiter(
  db: Database,
  budget: { points: number; duration: number; keyPrefix: string },
  memory: RateLimiterMemory,
  onError: ((error: unknown) => void) | undefined,
): RateLimiterPostgres {
  /** The subset of pg's client that the library uses. */
  const storeClient = {
    async query({ text, values, name }: { text: string; values: unknown[]; name?: string }) {
      try {
        const rows = await db.query<{ points: number; expire: string }>({ text, values }, name);
        return { rows, rowCount: rows.length };
      } catch (error) {
        onError?.(error);
        throw error;
      }
    },
  };
  return new RateLimiterPostgres({
    ...budget,
    storeClient,
    storeType: "client",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    // Clients over budget cost no statement.
    inMemoryBlockOnConsumed: budget.points,
    insuranceLimiter: memory,
  });
}

async function deleteExpired(db: Database): Promise<void> {
  await db.query(sql`delete from rate_limits where expire < ${Date.now()}`);
}

/** @param result of the library, which counts a refused operation, but not the ones of a client that is already blocked */
function refused(limit: number, cost: number, result: RateLimiterRes): Charge {
  const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1_000));
  const spent = result.consumedPoints === 0 ? limit : Math.min(limit, result.consumedPoints - cost);
  return {
    limit,
    remaining: 0,
    resetMs: result.msBeforeNext,
    refusal: rateLimited(
      `Rate limit exceeded: ${spent} of ${limit} cost units per minute are used, and this operation costs ${cost}. Retry in ${seconds} seconds.`,
      { "retry-after": String(seconds) },
    ),
  };
}

function neverFits(limit: number, cost: number): Charge {
  return {
    limit,
    remaining: limit,
    resetMs: 0,
    refusal: rateLimited(
      `This operation costs ${cost} units, but the rate limit is ${limit} per minute. Request less per operation; retrying will not help.`,
      {},
    ),
  };
}

function rateLimited(message: string, headers: Record<string, string>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: "RATE_LIMITED", http: { status: 429, headers } },
  });
}
