/** Says when the statements of a request are to be canceled. */
export interface Cancellation {
  /** Why they are canceled; undefined while they are not. */
  readonly reason: Error | undefined;
  /** Calls `listener` at the cancellation, once. Remove it with `delete` when there is nothing left to cancel. */
  add(listener: (reason: Error) => void): void;
  delete(listener: (reason: Error) => void): void;
}
