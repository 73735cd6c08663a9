import type { MailDesk } from "../../domain/watches/mail/mail-desk.js";

/** What the server can send. */
export interface WatchOptions {
  /** Whether webhooks may go to private networks. */
  readonly privateWebhooks?: boolean;
  /** None if the server sends no mail. */
  readonly mailDesk?: MailDesk | undefined;
}
