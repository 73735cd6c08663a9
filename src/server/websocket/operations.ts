import type { GraphQLError } from "graphql";
import type { SubscribePayload } from "graphql-ws";
import type { YogaServerInstance } from "graphql-yoga";
import type { Admission } from "../admission/admission.js";
import type { RequestContext } from "../admission/request-context.js";
import type { Caller, Checked } from "./checked.js";

/** Checks operations over WebSocket with the same plugins as those over HTTP. */
export function checkWith(
  yoga: YogaServerInstance<RequestContext, object>,
  admission: Admission,
  contextOf: (client: string, authorization: unknown, signal: AbortSignal) => RequestContext,
  maskError: (error: unknown) => GraphQLError,
) {
  return async (
    { client, authorization, signal }: Caller,
    payload: SubscribePayload,
  ): Promise<Checked | readonly GraphQLError[]> => {
    // WebSockets carry several subscriptions, so they resume only by `after`.
    const context = contextOf(client, authorization, signal);
    try {
      const prepared = await admission.prepare(context, payload);
      if (!("document" in prepared)) return prepared;
      const { document, params } = prepared;
      const { schema, contextFactory, execute, subscribe } = yoga.getEnveloped({ ...context, params });
      const args = {
        schema,
        document,
        operationName: params.operationName ?? null,
        variableValues: params.variables,
        contextValue: await contextFactory(),
      };
      return { args, context, execute, subscribe };
    } catch (error) {
      return [maskError(error)];
    }
  };
}

/** The authorization of a connection: the parameter of `connection_init`, or the header of the handshake. */
export function authorizationOf(
  header: string | undefined,
  parameters: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const given = parameters?.["Authorization"] ?? parameters?.["authorization"] ?? header;
  return typeof given === "string" ? given : undefined;
}
