/** Cancellation of the statements of a request. */
export interface Cancellation {
  /** Why they were canceled; undefined until then. */
  readonly reason: Error | undefined;
  /** Calls `listener` once, on cancellation. Remove it with `delete` when there is nothing left to cancel. */
  add(listener: (reason: Error) => void): void;
  delete(listener: (reason: Error) => void): void;
}
