import type { ServerResponse } from "node:http";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "../../live/live-plugin.js";

/** Stops an execution when the signal of its request is aborted: no more resolvers run, and the result is empty. */
export function executionCancellation(): Plugin<RequestContext> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { signal } = args.contextValue;
      // Yoga's executor reads it, and rejects; the types of graphql 16 do not have it.
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
 * A signal that is aborted when the client closes the connection before the response is complete.
 *
 * @returns also what ends the watch, which holds on to the request for as long as the response is open
 */
export function abortedByClose(response: ServerResponse): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) controller.abort();
  };
  response.once("close", onClose);
  return { signal: controller.signal, release: () => response.off("close", onClose) };
}
