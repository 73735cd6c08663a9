import type { Config } from "../config.js";
import { createMailDesk, type MailDesk } from "../domain/watches/mail/mail-desk.js";

/** The sender of mail. */
export function mailFrom({
  MAIL_FROM,
  PUBLIC_URL,
}: {
  MAIL_FROM: string | undefined;
  PUBLIC_URL: URL;
}): string {
  return MAIL_FROM ?? `papergraph <papergraph@${PUBLIC_URL.hostname}>`;
}

/** Undefined if the server sends no mail. */
export function mailDeskOf({
  SMTP_URL,
  PUBLIC_URL,
  MAIL_REQUESTS,
  MAIL_REQUESTS_PER_CLIENT,
}: Config): MailDesk | undefined {
  if (SMTP_URL === undefined || PUBLIC_URL === undefined) return undefined;
  return createMailDesk({
    host: PUBLIC_URL.hostname,
    maxPerHour: MAIL_REQUESTS,
    maxPerClient: MAIL_REQUESTS_PER_CLIENT,
  });
}
