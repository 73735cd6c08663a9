import type { ExecutionArgs } from "graphql";
import type { RequestContext } from "../admission/request-context.js";

/** The sender of an operation. */
export interface Caller {
  readonly client: string;
  readonly authorization: string | undefined;
  /** Aborts when the client no longer waits for the result. */
  readonly signal: AbortSignal;
}

/** A checked operation, with its execution functions. */
export interface Checked {
  args: ExecutionArgs;
  context: RequestContext;
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}
