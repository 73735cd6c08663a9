import { GraphQLError } from "graphql";

/** What one client and all clients may subscribe to at once. */
export interface SubscriptionLimits {
  /**
   * Takes a place for a client. Returns what gives it back.
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

/** @param maxClientCost the sum of the costs per event of one client's subscriptions */
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
        throw refused(`Client has ${own.subscriptions} subscriptions, the maximum. Close some first.`);
      if (own.cost + cost > maxClientCost)
        throw refused(
          `Subscriptions of a client may cost up to ${maxClientCost} units per event in all; this one costs ${cost}, the others ${own.cost}. Select fewer fields, or close some first.`,
        );
      if (all >= perProcess) throw refused(`Server has ${all} subscriptions, the maximum. Try again later.`);
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
