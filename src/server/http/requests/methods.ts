import { METHODS } from "node:http";
import { GraphQLError, OperationTypeNode } from "graphql";

/** Methods of GraphQL. QUERY is safe like GET, with a body like POST; Node parses it from some version on. */
export const methods = METHODS.includes("QUERY") ? "GET, POST, QUERY" : "GET, POST";

/**
 * Refuses mutations by GET, which any page could make a browser send, and by QUERY; and queries by GET if disabled.
 * Subscriptions remain allowed: EventSource supports only GET.
 *
 * @throws GraphQLError
 */
export function checkSafe(operation: OperationTypeNode | undefined, queries: boolean): void {
  if (operation === OperationTypeNode.MUTATION)
    throw notByGet("METHOD_NOT_ALLOWED", "Mutations are accepted only by POST.");
  if (operation === OperationTypeNode.QUERY && !queries)
    throw notByGet("GET_QUERIES_DISABLED", "This server accepts queries only by POST.");
}

function notByGet(code: "METHOD_NOT_ALLOWED" | "GET_QUERIES_DISABLED", message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, http: { status: 405, headers: { allow: "POST" } } },
  });
}
