import type { ServerResponse } from "node:http";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "../live/live-plugin.js";

/** Stops an execution when the signal of its request is aborted: no more resolvers run. */
export function executionCancellation(): Plugin<RequestContext> {
  return {
    onExecute({ args }) {
      const { signal } = args.contextValue;
      // Yoga's executor reads it; the types of graphql 16 do not have it.
      if (signal) Object.assign(args, { signal });
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
