import { GraphQLError } from "graphql";

/** Limits on concurrent subscriptions, per client and in total. */
export interface SubscriptionLimits {
  /**
   * Counts a subscription of a client. @returns a function that releases it
   *
   * @param cost of one event of the subscription, in cost units
   * @throws GraphQLError
   */
  take(client: string, cost: number): () => void;
}

interface Use {
  subscriptions: number;
  cost: number;
}

/** @param maxClientCost maximum total cost per event of one client's subscriptions */
export function limitSubscriptions({
  perProcess,
  perClient,
  maxClientCost,
}: {
  perProcess: number;
  perClient: number;
  maxClientCost: number;
}): SubscriptionLimits {
  const byClient = new Map<string, Use>();
  let all = 0;
  return {
    take(client, cost) {
      const own = byClient.get(client) ?? { subscriptions: 0, cost: 0 };
      if (own.subscriptions >= perClient)
        throw refused(`Subscription limit per client reached: ${own.subscriptions}. Close some first.`);
      if (own.cost + cost > maxClientCost)
        throw refused(
          `The subscriptions of a client may cost up to ${maxClientCost} units per event in total; this one costs ${cost}, the others ${own.cost}. Select fewer fields or close some first.`,
        );
      if (all >= perProcess)
        throw refused(`Subscription limit of the server reached: ${all}. Try again later.`);
      own.subscriptions += 1;
      own.cost += cost;
      all += 1;
      byClient.set(client, own);
      let taken = true;
      return () => {
        if (!taken) return;
        taken = false;
        all -= 1;
        own.subscriptions -= 1;
        own.cost -= cost;
        if (own.subscriptions === 0) byClient.delete(client);
      };
    },
  };
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } });
}
