import { METHODS } from "node:http";
import { GraphQLError, OperationTypeNode } from "graphql";
import type { HttpRequest } from "../../admission/request-context.js";

/** Methods with a body. QUERY is safe like GET; Node parses it from some version on. */
const bodyMethods = METHODS.includes("QUERY") ? ["POST", "QUERY"] : ["POST"];

/** Methods of GraphQL. */
export const methods = ["GET", "HEAD", ...bodyMethods].join(", ");

const graphqlMethods: readonly HttpRequest["method"][] = ["GET", "HEAD", "POST", "QUERY"];

export function isGraphQLMethod(method: string | undefined): method is HttpRequest["method"] {
  return graphqlMethods.some((each) => each === method);
}

/** HEAD is answered like GET, without the body; RFC 9110, section 9.3.2. */
export function isHeadOrGet(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * Refuses mutations by other methods than POST: any page could make a browser send them by GET; queries by GET if disabled; and
 * subscriptions by HEAD. Those by GET remain allowed: EventSource supports only GET.
 *
 * @param getQueries whether queries by GET are allowed
 * @throws GraphQLError
 */
export function checkMethod(
  method: HttpRequest["method"],
  operation: OperationTypeNode | undefined,
  getQueries: boolean,
): void {
  if (method === "POST") return;
  if (operation === OperationTypeNode.MUTATION)
    throw refused("METHOD_NOT_ALLOWED", "Mutations are accepted only by POST.", "POST");
  if (operation === OperationTypeNode.SUBSCRIPTION && method === "HEAD")
    throw refused(
      "METHOD_NOT_ALLOWED",
      "Subscriptions by HEAD would have no events. Send them by GET or POST.",
      ["GET", ...bodyMethods].join(", "),
    );
  if (operation === OperationTypeNode.QUERY && !getQueries && isHeadOrGet(method))
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
