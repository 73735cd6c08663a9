/** A client requests more at once than it may, or than the server can do. */
export class BusyError extends Error {
  readonly code = "BUSY";

  constructor(message: string) {
    super(message);
    this.name = "BusyError";
  }
}
