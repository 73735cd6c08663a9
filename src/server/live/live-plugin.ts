import { createSourceEventStream, type ExecutionArgs, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { isLiveSource } from "../../domain/live-sources.js";
import type { WriteAccess } from "../../schema/context.js";
import type { Subscription } from "./delivery.js";
import { shownError } from "./shown-error.js";
import { formatOf, multipart, type StreamFormat, serverSentEvents } from "./stream-formats.js";
import type { SubscriptionLimits } from "./subscription-limits.js";

/** What the server hands to Yoga with each request, whatever the transport. */
export interface RequestContext {
  /** Whose subscriptions are counted together. */
  readonly client: string;
  readonly access: WriteAccess;
  readonly lastEventId?: string | undefined;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
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
    onResultProcess({ serverContext, request, result, resultProcessor, setResultProcessor }) {
      const { taken } = serverContext.live;
      const accept = request.headers.get("accept");
      const format = formatOf(accept);
      if (taken === undefined) {
        if (format === multipart && isRefusal(result) && !/json|\*/.test(accept ?? ""))
          setResultProcessor(
            (_result, { Response }) => refusedMultipart(result, Response),
            multipart.contentType,
          );
        return;
      }
      if (resultProcessor === undefined && format === serverSentEvents) {
        setResultProcessor((_result, { Response }) => notAcceptable(Response), "application/json");
        return;
      }
      taken.format = format;
      // The transport writes the body; of the response only the headers are of use.
      setResultProcessor((_result, { Response }) => new Response(null, { status: 200 }), format.contentType);
    },
  };
}

/** Errors alone, which is how a subscription is refused. */
function isRefusal(result: unknown): result is { errors: readonly GraphQLError[] } {
  return typeof result === "object" && result !== null && "errors" in result && !("data" in result);
}

function refusedMultipart(
  { errors }: { errors: readonly GraphQLError[] },
  FetchResponse: typeof Response,
): Response {
  const shown = errors.map(shownError);
  return new FetchResponse(multipart.start() + multipart.refusal(JSON.stringify({ errors: shown })), {
    status: 200,
    headers: { "content-type": multipart.contentType },
  });
}

function notAcceptable(FetchResponse: typeof Response): Response {
  const message =
    "Subscriptions are sent as server-sent events (`Accept: text/event-stream`), as multipart (`Accept: multipart/mixed;subscriptionSpec=1.0`), or over WebSocket at the same address.";
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
