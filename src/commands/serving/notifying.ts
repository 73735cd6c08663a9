import type { Logger } from "pino";
import type { Bell } from "../../async/bell.js";
import type { Config } from "../../config.js";
import { openDatabase } from "../../db/client.js";
import type { Database } from "../../db/database.js";
import { withLeadership } from "../../db/leadership.js";
import { linkSecret } from "../../domain/watches/mail/suppressions.js";
import type { FilterReader } from "../../domain/watches/matching/match-filters.js";
import type { MailerOptions } from "../../notify/mail/mailer.js";
import { openSmtp } from "../../notify/mail/smtp/smtp.js";
import { keepNotifying } from "../../notify/notify.js";
import { viewOf } from "../../site/mail/watched.js";
import { mailFrom } from "../mail-options.js";

/** Advisory lock of the process that notifies ("papergnt" in ASCII). */
const notifierLock = 0x706170657267_6e74n;

/** Sends to watches until the signal aborts, in one process per database at a time. */
export async function keepNotifyingAlone(
  url: string,
  config: Config,
  log: Logger,
  events: Bell,
  filterReader: (db: Database) => FilterReader,
  signal: AbortSignal,
): Promise<void> {
  // A separate pool: matching many filters exceeds the timeout for requests, and must not take their connections.
  const db = openDatabase({ url, name: "papergraph notifier", connections: 3 });
  const work = async (leading: AbortSignal) => {
    const mail = await mailOptions(db, config);
    await keepNotifying(db, {
      readFilters: filterReader(db),
      now: () => new Date(),
      events,
      warn: (error, message) => log.warn(error === undefined ? {} : { err: error }, message),
      signal: leading,
      webhooks: {
        allowPrivate: config.WEBHOOK_PRIVATE === "on",
        timeoutMs: config.WEBHOOK_TIMEOUT * 1_000,
        total: config.WEBHOOKS,
      },
      mail,
    }).finally(() => mail?.smtp.close());
  };
  try {
    await withLeadership(url, notifierLock, signal, work, () =>
      log.debug("another process notifies watches; this one takes over when it stops"),
    );
  } finally {
    await db.close();
  }
}

type MailOptions = Pick<MailerOptions, "smtp" | "maxConnections" | "origin" | "secret" | "viewOf">;

async function mailOptions(
  db: Database,
  { SMTP_URL, PUBLIC_URL, MAIL_FROM, SMTP_CONNECTIONS, SMTP_TIMEOUT }: Config,
): Promise<MailOptions | undefined> {
  if (SMTP_URL === undefined || PUBLIC_URL === undefined) return undefined;
  const smtp = openSmtp({
    url: SMTP_URL,
    from: mailFrom({ MAIL_FROM, PUBLIC_URL }),
    timeoutMs: SMTP_TIMEOUT * 1_000,
  });
  const { origin } = PUBLIC_URL;
  return { smtp, maxConnections: SMTP_CONNECTIONS, origin, secret: await linkSecret(db), viewOf };
}
