import { type Backoff, backoffMs } from "../../async/retry.js";
import type { MailOutcome, WaitingMail } from "../../domain/watches/mail/handing-over.js";
import { confirmationHours } from "../../domain/watches/mail/mail-schedule.js";
import { foldSpace } from "../../text/spaces.js";
import type { SendResult } from "./smtp/smtp.js";

/** What is recorded of an attempt to send a mail. */
export interface Attempted extends MailOutcome {
  /** The address that does not exist. */
  readonly suppresses?: string | undefined;
}

const hourMs = 3_600_000;
const maxDetail = 500;

/** A mail is tried again until the next one of its watch is due, whose papers then include its own. */
export function outcomeOf(
  { id, attempts, kind, queuedAt, watch }: WaitingMail,
  { outcome, status, detail }: SendResult,
  retrying: Backoff,
  now: Date,
): Attempted {
  const attempted = { id, status, error: foldSpace(detail).slice(0, maxDetail) };
  if (outcome === "SENT") return { id, status, state: "SENT" };
  if (outcome === "UNCERTAIN") return { ...attempted, state: "UNCERTAIN" };
  if (outcome === "REFUSED") return { ...attempted, state: "DEAD" };
  if (outcome === "NO_SUCH_ADDRESS")
    return { ...attempted, state: "DEAD", suppresses: watch.address ?? undefined };
  const nextAttemptAt = new Date(now.getTime() + backoffMs(retrying, attempts + 1));
  if (kind === "DIGEST" && watch.nextDueAt !== null)
    return nextAttemptAt < watch.nextDueAt
      ? { ...attempted, state: "PENDING", nextAttemptAt }
      : { ...attempted, state: "FAILED" };
  return nextAttemptAt.getTime() < queuedAt.getTime() + confirmationHours * hourMs
    ? { ...attempted, state: "PENDING", nextAttemptAt }
    : { ...attempted, state: "DEAD" };
}
