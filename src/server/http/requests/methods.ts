import { METHODS } from "node:http";
import { GraphQLError, OperationTypeNode } from "graphql";

/** Methods with a body. QUERY is safe like GET; Node parses it from some version on. */
const bodyMethods = METHODS.includes("QUERY") ? ["POST", "QUERY"] : ["POST"];

/** Methods of GraphQL. */
export const methods = ["GET", ...bodyMethods].join(", ");

/**
 * Refuses mutations by GET, which any page could make a browser send, and by QUERY; and queries by GET if disabled.
 * Subscriptions remain allowed: EventSource supports only GET.
 *
 * @throws GraphQLError
 */
export function checkSafe(operation: OperationTypeNode | undefined, queries: boolean): void {
  if (operation === OperationTypeNode.MUTATION)
    throw refused("METHOD_NOT_ALLOWED", "Mutations are accepted only by POST.", "POST");
  if (operation === OperationTypeNode.QUERY && !queries)
    throw refused(
      "GET_QUERIES_DISABLED",
      `Queries by GET are disabled on this server. Send them by ${bodyMethods.join(" or ")}.`,
      bodyMethods.join(", "),
    );
}

function refused(
  code: "METHOD_NOT_ALLOWED" | "GET_QUERIES_DISABLED",
  message: string,
  allow: string,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 405, headers: { allow } } } });
}
