import type { IncomingMessage } from "node:http";
import type { GraphQLError } from "graphql";
import type { SubscribePayload } from "graphql-ws";
import type { YogaServerInstance } from "graphql-yoga";
import type { RequestContext } from "./live-plugin.js";
import type { Checked, Connection } from "./websocket.js";

/** How operations that come over a WebSocket are checked: by the same plugins as those that come over HTTP. */
export function checkWith(
  yoga: YogaServerInstance<RequestContext, object>,
  contextOf: (request: IncomingMessage, authorization: unknown) => RequestContext,
  maskError: (error: unknown) => GraphQLError,
) {
  return async (
    { request, parameters }: Connection,
    params: SubscribePayload,
  ): Promise<Checked | readonly GraphQLError[]> => {
    const authorization =
      parameters?.["Authorization"] ?? parameters?.["authorization"] ?? request.headers.authorization;
    // A WebSocket resumes by `after` alone: it carries several subscriptions.
    const context = { ...contextOf(request, authorization), lastEventId: undefined };
    try {
      const { schema, parse, validate, contextFactory, execute, subscribe } = yoga.getEnveloped({
        ...context,
        params,
      });
      const document = parse(params.query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors.map(maskError);
      const args = {
        schema,
        document,
        operationName: params.operationName ?? null,
        variableValues: params.variables ?? {},
        contextValue: await contextFactory(),
      };
      return { args, context, execute, subscribe };
    } catch (error) {
      return [maskError(error)];
    }
  };
}
