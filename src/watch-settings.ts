import { count, mailbox, onOff, seconds, setting, smtpUrl, wholeNumber } from "./setting-types.js";

/** Settings of what watches send. */
export const watchSettings = {
  WEBHOOK_PRIVATE: setting(
    onOff.default("off"),
    "`on` allows webhooks by http and to addresses of private networks; anyone with the write token can then reach them",
  ),
  WEBHOOK_TIMEOUT: setting(seconds(15), "seconds within which the receiver of a webhook must respond"),
  WEBHOOKS: setting(wholeNumber(1, 1_000, 64).default(64), "maximum number of concurrent webhooks"),
  SMTP_URL: setting(
    smtpUrl.optional(),
    "URL of the SMTP server that takes emails, `smtp://` or `smtps://`; requires `PUBLIC_URL`",
    "none: no email is sent",
  ),
  MAIL_FROM: setting(
    mailbox.optional(),
    "sender of emails: an address, with a name in front if it is in `<…>`",
    "`papergraph` at the host of `PUBLIC_URL`",
  ),
  SMTP_CONNECTIONS: setting(
    wholeNumber(1, 200, 20).default(20),
    "maximum number of connections to the SMTP server, each for one email at a time",
  ),
  SMTP_TIMEOUT: setting(seconds(30), "seconds within which the SMTP server must respond"),
  MAIL_REQUESTS: setting(
    count(200),
    "maximum number of subscriptions by email that are requested per hour; each sends an email that asks to confirm",
  ),
  MAIL_REQUESTS_PER_CLIENT: setting(count(10), "the same per client"),
};
