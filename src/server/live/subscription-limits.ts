import { GraphQLError } from "graphql";

/** Limits on concurrent subscriptions, per client and in total. */
export interface SubscriptionLimits {
  /**
   * Counts a subscription of a client. @returns a function that releases it
   *
   * @throws GraphQLError
   */
  take(client: string, demand: Demand): () => void;
}

/** Resources of a subscription. */
export interface Demand {
  /** In cost units per event. */
  readonly cost: number;
  /** Equal for subscriptions that share the memory of their operation. */
  readonly key: string;
  /** Size in memory of the shared part. */
  readonly bytes: number;
}

export interface MaxSubscriptions {
  readonly perProcess: number;
  readonly perClient: number;
  /** Total cost per event of one client's subscriptions. */
  readonly maxClientCost: number;
  /** Memory for distinct operations, in total and per client. */
  readonly maxBytes: number;
  readonly maxClientBytes: number;
}

/** The subscriptions of a client, or of the process. */
class Use {
  subscriptions = 0;
  cost = 0;
  bytes = 0;
  /** Number of subscriptions per key, and the size of the largest, since each may be the one that stays. */
  readonly #shared = new Map<string, { subscriptions: number; bytes: number }>();

  /** Bytes that one more subscription adds. */
  added({ key, bytes }: Demand): number {
    return Math.max(0, bytes - (this.#shared.get(key)?.bytes ?? 0));
  }

  add(demand: Demand): void {
    const added = this.added(demand);
    const shared = this.#shared.get(demand.key) ?? { subscriptions: 0, bytes: 0 };
    this.#shared.set(demand.key, shared);
    shared.subscriptions += 1;
    shared.bytes += added;
    this.bytes += added;
    this.subscriptions += 1;
    this.cost += demand.cost;
  }

  remove({ key, cost }: Demand): void {
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    shared.subscriptions -= 1;
    this.subscriptions -= 1;
    this.cost -= cost;
    if (shared.subscriptions > 0) return;
    this.#shared.delete(key);
    this.bytes -= shared.bytes;
  }
}

export function limitSubscriptions(max: MaxSubscriptions): SubscriptionLimits {
  const byClient = new Map<string, Use>();
  const all = new Use();
  return {
    take(client, demand) {
      const own = byClient.get(client) ?? new Use();
      const reason = refusal(demand, own, all, max);
      if (reason !== undefined)
        throw new GraphQLError(reason, { extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } });
      byClient.set(client, own);
      for (const use of [own, all]) use.add(demand);
      let taken = true;
      return () => {
        if (!taken) return;
        taken = false;
        for (const use of [own, all]) use.remove(demand);
        if (own.subscriptions === 0) byClient.delete(client);
      };
    },
  };
}

/** Why a subscription is refused. */
function refusal(demand: Demand, own: Use, all: Use, max: MaxSubscriptions): string | undefined {
  const { cost, bytes } = demand;
  if (own.subscriptions >= max.perClient)
    return `Subscription limit per client reached: ${own.subscriptions}. Close some first.`;
  if (own.cost + cost > max.maxClientCost)
    return `The subscriptions of a client may cost up to ${max.maxClientCost.toLocaleString("en-US")} units per event in total; this one costs ${cost.toLocaleString("en-US")}, the others ${own.cost.toLocaleString("en-US")}. Select fewer fields or close some first.`;
  if (own.bytes + own.added(demand) > max.maxClientBytes)
    return `The different subscriptions of a client may take up to ${max.maxClientBytes} bytes of memory in total; this one takes ${bytes}, the others ${own.bytes}. Shorten its document and variables or close some first.`;
  if (all.subscriptions >= max.perProcess)
    return `Subscription limit of the server reached: ${all.subscriptions}. Try again later.`;
  if (all.bytes + all.added(demand) > max.maxBytes)
    return `The subscriptions of the server take ${all.bytes} of ${max.maxBytes} bytes; this one takes ${bytes}. Shorten its document and variables or try again later.`;
  return undefined;
}
