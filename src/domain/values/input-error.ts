/** Exposed to clients as `extensions.code`. */
export type InputErrorCode =
  | "BAD_USER_INPUT"
  | "BAD_CURSOR"
  | "CURSOR_EXPIRED"
  | "NOT_FOUND"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "QUERY_TOO_DEEP"
  | "QUERY_TOO_LARGE"
  | "QUERY_TOO_COSTLY"
  | "RATE_LIMITED";

/**
 * Client error: safe to expose. The message says what was wrong, what was expected and what to do. Has no stack
 * trace, which would dominate its cost: one request can cause thousands of them.
 */
export class InputError extends Error {
  readonly code: InputErrorCode;

  constructor(message: string, code: InputErrorCode = "BAD_USER_INPUT") {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    // GraphQLError copies a non-empty stack, and would format its own first.
    this.stack = "";
    this.name = "InputError";
    this.code = code;
  }
}
