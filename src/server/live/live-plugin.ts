import { createSourceEventStream, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Database } from "../../db/client.js";
import { isLiveSource } from "../../domain/live-sources.js";
import type { Context, WriteAccess } from "../../schema/context.js";
import type { Subscription } from "./delivery.js";
import type { SubscriptionLimits } from "./subscription-limits.js";

/** What the server hands to Yoga with each request, whatever the transport. */
export interface RequestContext {
  /** Whose subscriptions are counted together. */
  readonly client: string;
  readonly access: WriteAccess;
  /** Aborts when nobody waits for the result anymore. */
  readonly signal: AbortSignal;
  readonly lastEventId?: string | undefined;
  /** Where the subscription that was asked for is put, for the transport to deliver: Yoga itself delivers none. */
  readonly live: LiveSlot;
}

export interface LiveSlot {
  /** With the place that it takes among all subscriptions, to be given back at its end. */
  taken?: { subscription: Subscription; release: () => void };
}

/**
 * Lets GraphQL check a subscription and find its source, and leaves the rest to the transport.
 *
 * @param db reads the events of subscriptions, of several at a time: such a read outlives the request that began it
 * @param ready whether events are being followed already
 */
export function livePlugin(
  limits: SubscriptionLimits,
  db: Database,
  ready: () => boolean,
): Plugin<object, RequestContext> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const { document, operationName, variableValues, contextValue } = args;
        const { client, live } = contextValue as RequestContext;
        if (!ready()) return { errors: [notReady()] };
        let release: () => void;
        try {
          release = limits.take(client);
        } catch (error) {
          return { errors: [error] };
        }
        const reading = switchable((contextValue as Context).db, db);
        const switched = { ...args, contextValue: { ...contextValue, db: reading.db } };
        const source = await createSourceEventStream(switched).catch((error: unknown) => {
          release();
          throw error;
        });
        if (!isLiveSource(source)) {
          release();
          if ("errors" in source) for (const error of source.errors ?? []) withCode(error);
          return source;
        }
        reading.switch();
        const subscription = {
          source,
          document,
          operationName: operationName ?? undefined,
          variables: variableValues ?? undefined,
        };
        live.taken = { subscription, release };
        return source;
      });
    },
    onResultProcess({ serverContext, resultProcessor, setResultProcessor }) {
      if (serverContext.live.taken === undefined) return;
      if (resultProcessor === undefined) {
        setResultProcessor((_result, { Response }) => notAcceptable(Response), "application/json");
        return;
      }
      // The transport writes the body; of the response only the headers are of use.
      setResultProcessor((_result, { Response }) => new Response(null, { status: 200 }), "text/event-stream");
    },
  };
}

/** A database that reads from one, and from another after the switch. */
function switchable(before: Database, after: Database): { db: Database; switch(): void } {
  let current = before;
  return {
    db: {
      ...after,
      query: (statement, name) => current.query(statement, name),
      snapshot: (work) => current.snapshot(work),
    },
    switch() {
      current = after;
    },
  };
}

function notAcceptable(FetchResponse: typeof Response): Response {
  const message =
    "A subscription is answered with server-sent events. Ask with `Accept: text/event-stream`, or subscribe over WebSocket at the same address.";
  return new FetchResponse(
    JSON.stringify({ errors: [{ message, extensions: { code: "NOT_ACCEPTABLE" } }] }),
    {
      status: 406,
      headers: { "content-type": "application/json" },
    },
  );
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
