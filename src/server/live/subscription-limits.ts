import { GraphQLError } from "graphql";

/** How many subscriptions there may be at once. */
export interface SubscriptionLimits {
  /** Takes a place for a client. Returns what gives it back. @throws GraphQLError where there is none */
  take(client: string): () => void;
}

export function limitSubscriptions({
  perProcess,
  perClient,
}: {
  perProcess: number;
  perClient: number;
}): SubscriptionLimits {
  const byClient = new Map<string, number>();
  let all = 0;
  return {
    take(client) {
      const own = byClient.get(client) ?? 0;
      if (own >= perClient)
        throw refused(
          `You have ${own} subscriptions here, and that is all that one client may have. End some first.`,
        );
      if (all >= perProcess)
        throw refused(`The server has ${all} subscriptions, and takes no more. Try again later.`);
      byClient.set(client, own + 1);
      all += 1;
      let taken = true;
      return () => {
        if (!taken) return;
        taken = false;
        all -= 1;
        const left = (byClient.get(client) ?? 1) - 1;
        if (left > 0) byClient.set(client, left);
        else byClient.delete(client);
      };
    },
  };
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } });
}
