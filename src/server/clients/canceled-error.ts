/** The client disconnected or canceled the request. */
export class CanceledError extends Error {
  readonly code = "CANCELED";

  constructor() {
    super("The client canceled the request.");
    this.name = "CanceledError";
  }
}
