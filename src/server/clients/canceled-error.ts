/** The client of a request has disconnected, or has canceled it. */
export class CanceledError extends Error {
  readonly code = "CANCELED";

  constructor() {
    super("The client canceled the request.");
    this.name = "CanceledError";
  }
}
