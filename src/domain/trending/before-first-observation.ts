import { InputError } from "../values/input-error.js";

/** A board of the past is asked for from before there were any upvotes. */
export class BeforeFirstObservation extends InputError {
  /** Why there is no board, after the instant or day that was asked for. */
  readonly reason: string;

  /** @param first instant of the first observation */
  constructor(asOf: Date, first: Date) {
    const reason = `is before the first observation of upvotes, at ${first.toISOString()}.`;
    super(`asOf: ${asOf.toISOString()} ${reason} Pass a later instant.`);
    this.reason = reason;
  }
}
