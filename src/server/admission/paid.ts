import type { ExecutionArgs } from "graphql";
import { type Operation, operationOf } from "../../plan/operation.js";
import type { Planner } from "../../plan/planner.js";
import { defaultOperationLimits } from "../clients/operation-queue.js";
import { costOf, type OperationCost } from "../cost/operation-cost.js";

/** What an operation costs, and what it counts as in the queue. */
export interface Paid {
  readonly operation: Operation | undefined;
  /** Undefined if the operation or its variables are invalid, so that it will not be executed. */
  readonly cost: OperationCost | undefined;
  readonly weight: number;
}

export const { maxLightCost } = defaultOperationLimits;
/** Maximum cost of an operation with a plan that counts as light. */
const maxPlannedCost = 10_000;

/**
 * An operation with a known plan is little work here, and its statement takes turns by itself, so it weighs less than it costs.
 *
 * @throws GraphQLError as `costOf`
 */
export function paidFor(planner: Planner, args: ExecutionArgs, maxCost: number): Paid {
  const operation = operationOf(args);
  if (operation === undefined) return { operation, cost: undefined, weight: 0 };
  const cost = costOf(operation, maxCost);
  const { requested } = cost;
  const isLight = requested > maxLightCost && requested <= maxPlannedCost && planner.hasPlan(operation);
  return { operation, cost, weight: isLight ? maxLightCost : requested };
}
