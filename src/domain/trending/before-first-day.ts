import { InputError } from "../values/input-error.js";

/** A board of the past is asked for from before there were any upvotes. */
export class BeforeFirstDay extends InputError {
  /** Why there is no board, after the instant or day that was asked for. */
  readonly reason: string;

  constructor(asOf: Date, firstDay: string) {
    const reason = `is before the first observation of upvotes, on ${firstDay} (UTC).`;
    super(`asOf: ${asOf.toISOString()} ${reason} Pass a later instant.`);
    this.reason = reason;
  }
}
