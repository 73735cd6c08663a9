import type { ExecutionArgs } from "graphql";
import type { RequestContext } from "../admission/request-context.js";

/** The sender of an operation. */
export interface Caller {
  readonly client: string;
  /** `Authorization` header of the handshake. Pages in browsers cannot set it. */
  readonly authorization: string | undefined;
  /** The parameters of `connection_init`, such as `Authorization`. */
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
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
