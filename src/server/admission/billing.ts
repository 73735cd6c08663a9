import type { GraphQLError } from "graphql";
import { type Budget, rateLimitHeaders } from "../clients/charge.js";
import type { RateLimiter } from "../clients/rate-limit.js";
import type { RequestContext } from "./request-context.js";

type Payer = Pick<RequestContext, "client" | "access" | "http">;

/** Cost units per millisecond. */
const unitsPerMs = 100;
/** Cost units of a response that is not computed, half of it for the request itself, and bytes that cost another one to send. */
const keptPrice = 8;
const bytesPerUnit = 10_000;
/** Cost units of a refused operation in addition to its time. */
export const refusalPrice = 10;

/** Charges clients for their operations. Writers with the token are not rate limited. */
export class Billing {
  readonly #limiter: RateLimiter;

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  /** Charges an operation before it runs. @returns an error if it exceeds the budget */
  async charge(payer: Payer, cost: number): Promise<GraphQLError | undefined> {
    if (payer.access === "granted") return undefined;
    const charge = await this.#limiter.charge(payer.client, cost);
    addHeaders(payer, charge);
    return charge?.refusal;
  }

  /** Charges a response that is kept. @param bytes of its body that are sent */
  chargeKept(payer: Payer, bytes: number): Promise<GraphQLError | undefined> {
    return this.charge(payer, keptPrice + Math.floor(bytes / bytesPerUnit));
  }

  /** Charges work whose cost was not known before, even beyond the budget: its time, and the price of a refusal. */
  async chargeSince(payer: Payer, startedMs: number): Promise<void> {
    if (payer.access === "granted") return;
    const units = refusalPrice + (performance.now() - startedMs) * unitsPerMs;
    addHeaders(payer, await this.#limiter.debit(payer.client, units));
  }

  /** Refuses new work of a client that has used up its budget. */
  async exhausted(payer: Payer): Promise<GraphQLError | undefined> {
    if (payer.access === "granted") return undefined;
    const charge = await this.#limiter.exhausted(payer.client);
    addHeaders(payer, charge);
    return charge?.refusal;
  }
}

function addHeaders({ http }: Payer, budget: Budget | undefined): void {
  if (http !== undefined) Object.assign(http.responseHeaders, rateLimitHeaders(budget));
}
