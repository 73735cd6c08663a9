import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from "rate-limiter-flexible";
import sql from "sql-template-tag";
import type { Database } from "../../db/database.js";
import { type Budget, type Charge, neverFits, refused, windowSeconds } from "./charge.js";
import { oneAtATimePerKey, SpentBudgets } from "./spent-budgets.js";

export interface RateLimiter {
  /**
   * Charges the cost of an operation to the budget of its client. An operation over budget is refused and costs nothing,
   * so that cheaper ones still fit.
   *
   * @param units cost units; at least one is charged
   * @returns undefined if there is no limit
   */
  charge(client: string, units: number): Promise<Charge | undefined>;
  /**
   * Charges work that has been done, even beyond the budget.
   *
   * @returns undefined if there is no limit
   */
  debit(client: string, units: number): Promise<Budget | undefined>;
  /** @returns a refusal if the budget is known to be used up */
  exhausted(client: string): Promise<Charge | undefined>;
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

/** Milliseconds before the reset of a budget from which nothing is given back to it. */
const resetMarginMs = 1_000;
/** Maximum number of attempts for an operation that fits once those of other processes have been refused. */
const maxAttempts = 3;

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { costPerMinute: limit, store, maxClients = 50_000 } = options;
  if (limit === undefined)
    return {
      charge: async () => undefined,
      debit: async () => undefined,
      exhausted: async () => undefined,
      close: () => undefined,
    };
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
  const spent = new SpentBudgets(maxClients);
  const inOrder = oneAtATimePerKey();

  const consume = async (key: string, cost: number): Promise<Charge> => {
    for (let attempt = 1; ; attempt += 1) {
      const known = spent.get(key);
      if (known !== undefined && cost > known.remaining) return refused({ limit, ...known }, cost);
      try {
        const result = await limiter.consume(key, cost);
        if (result.isFirstInDuration) keys.note();
        const { remainingPoints: remaining, msBeforeNext: resetMs } = result;
        return { limit, remaining, resetMs, refusal: undefined };
      } catch (result) {
        if (!(result instanceof RateLimiterRes)) throw result;
        const { consumedPoints, msBeforeNext: resetMs } = await giveBack(key, cost, result);
        const remaining = Math.min(limit, Math.max(0, limit - consumedPoints));
        if (cost <= remaining && attempt < maxAttempts) continue;
        spent.set(key, { remaining, resetMs });
        return refused({ limit, remaining, resetMs }, cost);
      }
    }
  };
  const charged = async (key: string, cost: number): Promise<Budget> => {
    const known = spent.get(key);
    // Nothing is carried over to the next budget.
    if (known?.remaining === 0) return { limit, ...known };
    const { isFirstInDuration, consumedPoints, msBeforeNext: resetMs } = await limiter.penalty(key, cost);
    if (isFirstInDuration) keys.note();
    const remaining = Math.max(0, limit - consumedPoints);
    if (remaining === 0) spent.set(key, { remaining, resetMs });
    return { limit, remaining, resetMs };
  };
  /** The library counts what it refuses. Given back after the budget is reset, it would add to the next one. */
  const giveBack = async (key: string, cost: number, result: RateLimiterRes): Promise<RateLimiterRes> =>
    result.msBeforeNext < resetMarginMs ? result : limiter.reward(key, cost);

  return {
    async charge(client, units) {
      const cost = Math.max(1, Math.ceil(units));
      if (cost > limit) return neverFits(limit, cost);
      const key = await keys.of(client);
      // An operation must not be refused because of units that a concurrent one is about to give back.
      return inOrder(key, () => consume(key, cost));
    },
    async debit(client, units) {
      const key = await keys.of(client);
      return inOrder(key, () => charged(key, Math.ceil(units)));
    },
    async exhausted(client) {
      const known = spent.get(await keys.of(client));
      return known?.remaining === 0 ? refused({ limit, ...known }) : undefined;
    },
    close: () => clearInterval(sweep),
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
    insuranceLimiter: memory,
  });
}

async function deleteExpired(db: Database): Promise<void> {
  await db.query(sql`delete from rate_limits where expire < ${Date.now()}`);
}
