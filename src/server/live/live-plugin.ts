import { createSourceEventStream, type ExecutionArgs, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { isLiveSource } from "../../domain/live-sources.js";
import type { WriteAccess } from "../../schema/context.js";
import type { HttpRequest } from "../http/graphql.js";
import type { Subscription } from "./delivery.js";
import { type StreamFormat, serverSentEvents } from "./stream-formats.js";
import type { SubscriptionLimits } from "./subscription-limits.js";

/** What the server hands to Yoga with each request, whatever the transport. */
export interface RequestContext {
  /** Whose subscriptions are counted together. */
  readonly client: string;
  readonly access: WriteAccess;
  readonly lastEventId?: string | undefined;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** The request, when it came over HTTP. */
  readonly http?: HttpRequest | undefined;
  /** Where the subscription that was asked for is put, for the transport to deliver: Yoga itself delivers none. */
  readonly live: LiveSlot;
}

export interface LiveSlot {
  /** With the place that it takes among all subscriptions, to be given back at its end. */
  taken?: { subscription: Subscription; release: () => void; format: StreamFormat };
}

/**
 * Lets GraphQL check a subscription and find its source, and leaves the rest to the transport.
 *
 * @param ready whether events are being followed already
 * @param costOf the cost of one event of a subscription, in cost units
 */
export function livePlugin(
  limits: SubscriptionLimits,
  ready: () => boolean,
  costOf: (args: ExecutionArgs) => number = () => 1,
): Plugin<object, RequestContext> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const { document, operationName, variableValues, contextValue } = args;
        const { client, live } = contextValue as RequestContext;
        if (!ready()) return { errors: [notReady()] };
        let release: () => void;
        try {
          release = limits.take(client, costOf(args));
        } catch (error) {
          return { errors: [error] };
        }
        const source = await createSourceEventStream(args).catch((error: unknown) => {
          release();
          throw error;
        });
        if (!isLiveSource(source)) {
          release();
          if ("errors" in source) for (const error of source.errors ?? []) withCode(error);
          return source;
        }
        const subscription = {
          source,
          document,
          operationName: operationName ?? undefined,
          variables: variableValues ?? undefined,
        };
        live.taken = { subscription, release, format: serverSentEvents };
        return source;
      });
    },
  };
}

function notReady(): GraphQLError {
  return new GraphQLError("The server has not reached its database yet. Subscribe again in a few seconds.", {
    extensions: { code: "DATABASE_UNAVAILABLE" },
  });
}

/** Gives a code to an error that GraphQL itself made, such as a variable of the wrong type. */
export function withCode(error: unknown): void {
  if (!(error instanceof GraphQLError)) return;
  const { originalError } = error;
  // What a scalar says of a value is an error of GraphQL's own too, within the one of the variable.
  if (originalError === undefined || originalError instanceof GraphQLError)
    error.extensions["code"] ??= "BAD_USER_INPUT";
}
