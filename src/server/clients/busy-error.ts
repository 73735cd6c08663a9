/** A client has too many requests in progress, or the server is overloaded. */
export class BusyError extends Error {
  readonly code = "BUSY";

  constructor(message: string) {
    super(message);
    this.name = "BusyError";
  }
}
