import { type Bell, createBell } from "../../async/bell.js";
import { type Backoff, backoffMs, retry } from "../../async/retry.js";
import type { Database } from "../../db/database.js";
import { dueDigests, takeDigests } from "../../domain/watches/mail/digests.js";
import {
  markUncertain,
  recordAndClaim,
  type WaitingMail,
  waitingMail,
} from "../../domain/watches/mail/handing-over.js";
import { mailIdOf, nextDigestAt, periodOf } from "../../domain/watches/mail/mail-schedule.js";
import { expireUnconfirmed } from "../../domain/watches/mail/subscriptions.js";
import { suppressAddress } from "../../domain/watches/mail/suppressions.js";
import { type ComposeOptions, composeMails } from "./compose.js";
import type { Message } from "./message.js";
import { type Attempted, outcomeOf } from "./outcome.js";
import type { SendResult, Smtp } from "./smtp/smtp.js";

export interface MailerOptions extends ComposeOptions {
  readonly smtp: Smtp;
  /** Maximum number of mails that are being sent: one connection each. */
  readonly maxConnections: number;
  readonly now: () => Date;
  /** Rings when there may be something to send. */
  readonly bell: Bell;
  readonly warn: (error: unknown, message: string) => void;
  readonly signal: AbortSignal;
  /** Between attempts for one mail; defaults to a minute, doubling up to an hour. */
  readonly retrying?: Backoff;
}

/** Digests that are made in one transaction. */
const digestsPerTransaction = 500;
const aheadPerConnection = 4;
const idleMs = 1_000;
const hourMs = 3_600_000;
const perMail: Backoff = { firstMs: 60_000, maxMs: hourMs };
/** After errors of the database, and while no server can be reached. */
const afterErrors: Backoff = { firstMs: 200, maxMs: 30_000 };

/**
 * Sends mails until the signal aborts, then finishes those that are being sent. One process per database does so.
 *
 * A mail is claimed in a committed transaction before the first byte is sent, and recorded afterwards. So after a crash in
 * between, it is not known whether it was sent, and it is not sent again.
 */
export async function keepMailing(db: Database, options: MailerOptions): Promise<void> {
  const { signal, warn, now } = options;
  const onError = (error: unknown) => warn(error, "could not send email; trying again");
  const lost = await retry(() => markUncertain(db, now()), { ...afterErrors, signal, onError });
  if (lost)
    warn(
      undefined,
      lost === 1
        ? "1 email was being sent when a process ended; it is not sent again (UNCERTAIN)"
        : `${lost} emails were being sent when a process ended; they are not sent again (UNCERTAIN)`,
    );
  const mailer = new Mailer(db, options);
  const keep = (step: () => Promise<void>) =>
    retry(
      async (recovered) => {
        while (!signal.aborted) {
          await step();
          recovered();
        }
      },
      { ...afterErrors, signal, onError },
    );
  await Promise.all([keep(() => mailer.prepare()), keep(() => mailer.handOver())]);
  await mailer
    .end()
    .catch((error: unknown) => warn(error, "could not record the last emails, which become UNCERTAIN"));
}

/** A mail that can be sent; without a message if all its papers were removed. */
interface Composed {
  readonly mail: WaitingMail;
  readonly message: Message | undefined;
}

class Mailer {
  readonly #db: Database;
  readonly #options: MailerOptions;
  readonly #composed: Composed[] = [];
  /** Rings when there is something to hand over or to record. */
  readonly #ready = createBell();
  /** IDs of mails that are composed, being sent, or to be recorded. */
  readonly #known = new Set<string>();
  readonly #sending = new Set<Promise<void>>();
  /** To be recorded. */
  #attempted: Attempted[] = [];
  /** Mails in a row that did not reach a server. */
  #unreached = 0;
  #resumesAt = 0;
  #expiresAt = 0;

  constructor(db: Database, options: MailerOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** Makes digests and composes mails, a little ahead of what is handed over. */
  async prepare(): Promise<void> {
    const { now, bell, signal, maxConnections } = this.#options;
    const at = now();
    if (this.#composed.length > maxConnections || at.getTime() < this.#resumesAt)
      return bell.next(idleMs, signal);
    const limit = aheadPerConnection * maxConnections;
    const mails = await waitingMail(this.#db, at, limit, [...this.#known]);
    if (mails.length > 0) await this.#compose(mails);
    // Those that wait are sent before more are made.
    const made = mails.length < limit ? await this.#makeDigests(at) : 0;
    if (mails.length === 0 && made === 0) await bell.next(idleMs, signal);
  }

  async #compose(mails: readonly WaitingMail[]): Promise<void> {
    const messages = await composeMails(this.#db, this.#options, mails, this.#options.now());
    for (const [index, mail] of mails.entries()) {
      this.#known.add(mail.id);
      this.#composed.push({ mail, message: messages[index] });
    }
    this.#ready.ring();
  }

  /** Records what was attempted, claims and starts what it can. */
  async handOver(): Promise<void> {
    const { now, bell, signal, maxConnections } = this.#options;
    const isPaused = now().getTime() < this.#resumesAt;
    const next = isPaused ? [] : this.#composed.splice(0, maxConnections - this.#sending.size);
    const attempted = this.#attempted.slice();
    if (next.length === 0 && attempted.length === 0) return this.#ready.next(idleMs, signal);
    try {
      const claimed = await this.#recordAndClaim(attempted, next);
      for (const { mail, message } of next) {
        if (!claimed.has(mail.id)) this.#known.delete(mail.id);
        else if (message) this.#send(mail, message);
        else this.#attempted.push({ id: mail.id, state: "DEAD", error: "All its papers were removed." });
      }
    } catch (error) {
      // They may have been claimed, if only the response was lost, and have not been sent.
      for (const { mail } of next)
        this.#attempted.push({ id: mail.id, state: "PENDING", nextAttemptAt: now() });
      throw error;
    }
    bell.ring();
  }

  async #recordAndClaim(attempted: readonly Attempted[], next: readonly Composed[]): Promise<Set<string>> {
    const { now } = this.#options;
    for (const { suppresses } of attempted)
      if (suppresses !== undefined) await suppressAddress(this.#db, suppresses, "BOUNCE", now());
    const ids = next.map(({ mail }) => mail.id);
    const claimed = await recordAndClaim(this.#db, attempted, ids, now());
    this.#attempted = this.#attempted.slice(attempted.length);
    for (const { id } of attempted) this.#known.delete(id);
    return claimed;
  }

  /** Waits for mails that are being sent, and records them. */
  async end(): Promise<void> {
    await Promise.all(this.#sending);
    if (this.#attempted.length > 0) await this.#recordAndClaim(this.#attempted, []);
  }

  #send(mail: WaitingMail, message: Message): void {
    const { smtp, now, retrying = perMail } = this.#options;
    const sending = smtp.send({ ...message, date: now() }).then((result) => {
      this.#sending.delete(sending);
      this.#attempted.push(outcomeOf(mail, result, retrying, now()));
      this.#observe(result, message);
      this.#ready.ring();
    });
    this.#sending.add(sending);
  }

  /** While no server can be reached, or it is too busy for a session (421), others would only fail, too. */
  #observe({ outcome, status, detail }: SendResult, { messageId }: Message): void {
    const { warn, now } = this.#options;
    if (outcome === "UNCERTAIN")
      warn(undefined, `it is uncertain whether email ${messageId} was sent: ${detail}`);
    const isUnreached = outcome === "RETRY" && (status === undefined || status === 421 || status >= 500);
    if (!isUnreached) {
      this.#unreached = 0;
      return;
    }
    this.#unreached += 1;
    // Composed again by then, with what has changed.
    for (const { mail } of this.#composed.splice(0)) this.#known.delete(mail.id);
    this.#resumesAt = now().getTime() + backoffMs(afterErrors, this.#unreached);
    if (this.#unreached === 1) warn(undefined, `no email can be sent: ${detail}`);
  }

  /** Makes digests of watches that are due. @returns how many watches were */
  async #makeDigests(now: Date): Promise<number> {
    if (now.getTime() >= this.#expiresAt) {
      await expireUnconfirmed(this.#db, now);
      this.#expiresAt = now.getTime() + hourMs;
    }
    const due = await dueDigests(this.#db, now, digestsPerTransaction);
    if (due.length === 0) return 0;
    const { hostname: host } = new URL(this.#options.origin);
    const digests = due.map((watch) => {
      const period = periodOf(watch.nextDueAt ?? now);
      const messageId = mailIdOf(watch, period, host);
      return { watchId: watch.id, period, messageId, nextDueAt: nextDigestAt(watch, now) };
    });
    await takeDigests(this.#db, digests, now);
    return due.length;
  }
}
