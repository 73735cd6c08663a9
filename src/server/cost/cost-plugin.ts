import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "../live/live-plugin.js";
import { costOf } from "./operation-cost.js";

/** Refuses operations that cost more than `maxCost`, and reports the cost to clients that request it. */
export function costPlugin(maxCost: number): Plugin<object, RequestContext> {
  const check = (args: ExecutionArgs, refuse: (result: ExecutionResult) => void) => {
    try {
      return costOf(args, maxCost);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return refuse({ errors: [error] });
    }
  };
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const cost = check(args, setResultAndStopExecution);
      if (cost === undefined || !(args.contextValue as unknown as RequestContext).showCost) return undefined;
      return {
        onExecuteDone({ result, setResult }) {
          if (!(Symbol.asyncIterator in result))
            setResult({ ...result, extensions: { ...result.extensions, cost } });
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      check(args, setResultAndStopExecution);
    },
  };
}
