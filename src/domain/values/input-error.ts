/** What kind of mistake an input holds; clients see it as `extensions.code`. */
export type InputErrorCode =
  | "BAD_USER_INPUT"
  | "BAD_CURSOR"
  | "CURSOR_EXPIRED"
  | "NOT_FOUND"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "QUERY_TOO_DEEP"
  | "QUERY_TOO_LARGE"
  | "QUERY_TOO_COSTLY";

/**
 * The asker's mistake. The message says what was wrong, what was expected and what to do; it goes to the asker as it
 * is, unlike any other error. It has no stack trace: that is most of what an error costs, nobody reads it, and one request
 * can make thousands of mistakes.
 */
export class InputError extends Error {
  readonly code: InputErrorCode;

  constructor(message: string, code: InputErrorCode = "BAD_USER_INPUT") {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    // GraphQLError takes over a stack that is not empty, and formats its own for that.
    this.stack = "";
    this.name = "InputError";
    this.code = code;
  }
}
