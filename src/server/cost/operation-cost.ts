import { GraphQLError, OperationTypeNode } from "graphql";
import type { Operation } from "../../plan/operation.js";
import { explain } from "./explanation.js";
import { Pricing } from "./pricing.js";

/** Cost of an operation and its limit, in units of 10 microseconds. */
export interface OperationCost {
  readonly requested: number;
  readonly limit: number;
}

/** Maximum cost of a subscription payload, which is computed repeatedly. */
export function maxPayloadCost(maxCost: number): number {
  return Math.ceil(maxCost / 10);
}

/** Number of fields listed in the error. */
const namedFields = 3;

/**
 * Computes the cost of an operation before it is executed; for a subscription, the cost of one payload.
 *
 * @throws GraphQLError QUERY_TOO_COSTLY, or BAD_USER_INPUT for a null where none is allowed
 */
export function costOf(operation: Operation, maxCost: number): OperationCost {
  const pricing = new Pricing(operation);
  const isSubscription = operation.definition.operation === OperationTypeNode.SUBSCRIPTION;
  const cost = {
    requested: Math.ceil(pricing.total()),
    limit: isSubscription ? maxPayloadCost(maxCost) : maxCost,
  };
  // An enormous cost may overflow to NaN.
  if (!(cost.requested <= cost.limit)) throw tooCostly(cost, pricing, operation);
  return cost;
}

function tooCostly(cost: OperationCost, pricing: Pricing, operation: Operation): GraphQLError {
  const fields = explain(pricing, operation, namedFields).map(({ path, cost: part }) => ({
    path,
    share: Math.round((100 * part) / cost.requested) / 100,
  }));
  const named = fields.map(({ path, share }) => `${path} (${Math.round(100 * share)}%)`).join(", ");
  const subject =
    operation.definition.operation === OperationTypeNode.SUBSCRIPTION ? "Each payload" : "The operation";
  return new GraphQLError(
    `${subject} costs ${cost.requested.toLocaleString("en-US")} units, and the limit is ${cost.limit.toLocaleString("en-US")}. Most expensive: ${named}. Request smaller pages, fewer nested lists or a narrower filter, or split the operation.`,
    { extensions: { code: "QUERY_TOO_COSTLY", cost: { ...cost, fields }, http: { status: 400 } } },
  );
}
