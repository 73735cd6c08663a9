import { createSourceEventStream, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Database } from "../../db/database.js";
import { isLiveSource } from "../../domain/live/sources.js";
import type { Context } from "../../schema/builder/context.js";
import type { Advisor } from "../documents/advice.js";
import { bytesOf, ownOperation } from "../live/own-operation.js";
import { sharingKey } from "../live/sharing.js";
import type { SubscriptionLimits } from "../live/subscription-limits.js";
import type { RequestContext } from "./request-context.js";

/** Measured memory of a subscription besides its operation and variables, unless shared. */
const ownBytes = 12_000;

/**
 * Validates a subscription and resolves its source; the transport delivers it.
 *
 * @param db for reading events, which subscriptions share: such a read outlives the request that started it
 * @param ready whether the server is following events
 */
export function livePlugin(
  limits: SubscriptionLimits,
  db: Database,
  advise: Advisor,
  ready: () => boolean,
): Plugin<object, RequestContext> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const { contextValue } = args;
        const { client, access, live } = contextValue as RequestContext;
        if (!ready()) return { errors: [notReady()] };
        const operationName = args.operationName ?? undefined;
        const variables = args.variableValues ?? undefined;
        const { document, bytes } = ownOperation(args.document, operationName);
        const operation = { document, operationName, variables };
        const key = sharingKey(operation);
        const cost = live.cost ?? 1;
        let release: () => void;
        try {
          release = limits.take(client, { cost, key, bytes: ownBytes + bytes + bytesOf(variables) });
        } catch (error) {
          return { errors: [error] };
        }
        const reading = switchable((contextValue as Context).db, db);
        // The source retains arguments, which share memory with the document.
        const switched = { ...args, document, contextValue: { ...contextValue, db: reading.db } };
        const source = await createSourceEventStream(switched).catch((error: unknown) => {
          release();
          throw error;
        });
        if (!isLiveSource(source)) {
          release();
          if ("errors" in source) for (const error of source.errors ?? []) complete(error, advise);
          return source;
        }
        reading.switch();
        const subscription = {
          ...operation,
          source,
          key,
          // Writers with the token are not rate limited.
          payer: { client, cost: access === "granted" ? 0 : cost },
        };
        live.taken = { subscription, release };
        return source;
      });
    },
  };
}

/** A database that reads from `before`, and from `after` once switched. */
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

function notReady(): GraphQLError {
  return new GraphQLError(
    "The server has not connected to its database yet. Subscribe again in a few seconds.",
    {
      extensions: { code: "DATABASE_UNAVAILABLE" },
    },
  );
}

/** Completes errors raised by GraphQL itself, such as a variable of the wrong type, and adds a code. */
export function errorCodes(advise: Advisor): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result }) {
        for (const error of ("errors" in result && result.errors) || []) complete(error, advise);
      },
    }),
  };
}

function complete(error: unknown, advise: Advisor): void {
  if (!(error instanceof GraphQLError)) return;
  const { originalError } = error;
  // An error of a scalar is also a GraphQLError, nested in the one of the variable.
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) return;
  if (error.extensions["code"] === undefined) error.message = advise(error.message);
  error.extensions["code"] ??= "BAD_USER_INPUT";
}
