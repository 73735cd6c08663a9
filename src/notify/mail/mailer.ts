import type { Bell } from "../../async/bell.js";
import { type Backoff, backoffMs, retry } from "../../async/retry.js";
import type { Database } from "../../db/database.js";
import {
  type ClaimedMail,
  claimMail,
  dueDigests,
  finishMail,
  markUncertain,
  takeDigests,
} from "../../domain/watches/mail/digests.js";
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
  const onError = (error: unknown) => warn(error, "could not send mail; trying again");
  const lost = await retry(() => markUncertain(db, now()), { ...afterErrors, signal, onError });
  if (lost)
    warn(
      undefined,
      `${lost} mails were being sent when a process ended; they are not sent again (UNCERTAIN)`,
    );
  const mailer = new Mailer(db, options);
  await retry(
    async (recovered) => {
      while (!signal.aborted) {
        await mailer.step();
        recovered();
      }
    },
    { ...afterErrors, signal, onError },
  );
  await mailer
    .end()
    .catch((error: unknown) => warn(error, "could not record the last mails, which become UNCERTAIN"));
}

class Mailer {
  readonly #db: Database;
  readonly #options: MailerOptions;
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

  /** Records, takes and starts what it can, then waits. */
  async step(): Promise<void> {
    const { now, signal, bell, maxConnections } = this.#options;
    await this.#record();
    // Those that are not recorded yet count, so that a crash leaves few in doubt.
    const places = maxConnections - this.#sending.size - this.#attempted.length;
    const at = now();
    const mails = places > 0 && at.getTime() >= this.#resumesAt ? await claimMail(this.#db, at, places) : [];
    if (mails.length > 0) await this.#start(mails);
    // Those that wait are sent before more are made.
    const made = mails.length < places ? await this.#makeDigests(at) : 0;
    if (made === 0) await bell.next(idleMs, signal);
  }

  /** Waits for mails that are being sent, and records them. */
  async end(): Promise<void> {
    await Promise.all(this.#sending);
    await this.#record();
  }

  async #record(): Promise<void> {
    const attempted = [...this.#attempted];
    if (attempted.length === 0) return;
    const { now } = this.#options;
    for (const { suppresses } of attempted)
      if (suppresses !== undefined) await suppressAddress(this.#db, suppresses, "BOUNCE", now());
    await finishMail(this.#db, attempted, now());
    this.#attempted = this.#attempted.slice(attempted.length);
  }

  async #start(mails: readonly ClaimedMail[]): Promise<void> {
    const { now } = this.#options;
    let messages: (Message | undefined)[];
    try {
      messages = await composeMails(this.#db, this.#options, mails, now());
    } catch (error) {
      // Nothing was sent.
      for (const { id } of mails) this.#attempted.push({ id, state: "PENDING", nextAttemptAt: now() });
      throw error;
    }
    for (const [index, mail] of mails.entries()) {
      const message = messages[index];
      if (message === undefined)
        this.#attempted.push({ id: mail.id, state: "DEAD", error: "All its papers were removed." });
      else this.#send(mail, message);
    }
  }

  #send(mail: ClaimedMail, message: Message): void {
    const { smtp, bell, now, retrying = perMail } = this.#options;
    const sending = smtp.send(message).then((result) => {
      this.#sending.delete(sending);
      this.#attempted.push(outcomeOf(mail, result, retrying, now()));
      this.#observe(result, message);
      bell.ring();
    });
    this.#sending.add(sending);
  }

  /** While no server can be reached, others would only fail, too. */
  #observe({ outcome, status, detail }: SendResult, { messageId }: Message): void {
    const { warn, now } = this.#options;
    if (outcome === "UNCERTAIN")
      warn(undefined, `it is uncertain whether mail ${messageId} was sent: ${detail}`);
    const isUnreached = outcome === "RETRY" && (status === undefined || status >= 500);
    if (!isUnreached) {
      this.#unreached = 0;
      return;
    }
    this.#unreached += 1;
    this.#resumesAt = now().getTime() + backoffMs(afterErrors, this.#unreached);
    if (this.#unreached === 1) warn(undefined, `no mail can be sent: ${detail}`);
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
