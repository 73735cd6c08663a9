import type { ServerResponse } from "node:http";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "../../admission/request-context.js";

/** Stops an execution when the signal of its request aborts: no more resolvers run, and the result is empty. */
export function executionCancellation(): Plugin<RequestContext> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { signal } = args.contextValue;
      // Read by Yoga's executor, which rejects on abort; missing from the types of graphql 16.
      Object.assign(args, { signal });
      setExecuteFn(async (executed) => {
        try {
          return await executeFn(executed);
        } catch (error) {
          if (signal.aborted) return { errors: [] };
          throw error;
        }
      });
    },
  };
}

/**
 * A signal that aborts when the client closes the connection before the response is complete.
 *
 * @returns the signal and a function that removes the listener, which retains the request while the response is open
 */
export function abortedByClose(response: ServerResponse): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) controller.abort();
  };
  response.once("close", onClose);
  return { signal: controller.signal, release: () => response.off("close", onClose) };
}
