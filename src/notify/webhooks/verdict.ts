import { backoffMs } from "../../async/retry.js";
import type { DueWebhook, WebhookOutcome } from "../../domain/watches/webhooks/webhooks.js";
import { foldSpace } from "../../text/spaces.js";
import type { WebhookResponse } from "./client.js";

const hour = 3_600_000;
/** Attempts continue for 3 days, each after twice the delay of the one before, up to 6 hours. */
const deadlineMs = 72 * hour;
const backoff = { firstMs: 5_000, maxMs: 6 * hour };

/** What follows from a response, or from the error in place of one. */
export function verdictOn(
  { id, watch, attempts, queuedAt }: DueWebhook,
  response: WebhookResponse | Error,
  now: Date,
  random: () => number = Math.random,
): WebhookOutcome {
  const { status, error } = explained(response);
  const outcome = { id, watchId: watch.id, status, error };
  if (error === undefined) return { ...outcome, state: "SENT" };
  if (status === 410)
    return { ...outcome, state: "PENDING", pauses: "The receiver responded with 410 Gone." };
  const wanted = response instanceof Error ? 0 : retryAfterMs(response.retryAfter, now);
  const delay = Math.max(backoffMs({ ...backoff, random }, attempts + 1), Math.min(wanted, backoff.maxMs));
  const dueAt = new Date(now.getTime() + delay);
  if (dueAt.getTime() > queuedAt.getTime() + deadlineMs) return { ...outcome, state: "DEAD" };
  return { ...outcome, state: "PENDING", dueAt };
}

/** In texts that can be stored: a response may have NUL. */
function explained(response: WebhookResponse | Error): { status?: number; error?: string } {
  if (response instanceof Error) return { error: textOf(response) };
  const { status, text } = response;
  if (status >= 200 && status < 300) return { status };
  const reason = status >= 300 && status < 400 ? "Redirects are not followed." : foldSpace(text);
  return { status, error: `${status}${reason === "" ? "" : `: ${reason}`}` };
}

/** Node's errors of several addresses have no message of their own. */
function textOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || (error instanceof AggregateError ? textOf(error.errors[0]) : "") || code;
  return foldSpace(String(text ?? error.name)).slice(0, 300);
}

/** Seconds or a date, as in RFC 9110. */
function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now.getTime() : seconds * 1_000;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
