import { type Bell, createBell } from "../async/bell.js";
import type { Database } from "../db/database.js";
import type { FilterReader } from "../domain/watches/matching/match-filters.js";
import { keepDispatching } from "./dispatch.js";
import { keepMailing, type MailerOptions } from "./mail/mailer.js";
import { createWebhookClient } from "./webhooks/client.js";
import { keepSendingWebhooks } from "./webhooks/sending.js";

export interface NotifyOptions {
  readonly readFilters: FilterReader;
  readonly now: () => Date;
  /** Rings when there are new events. */
  readonly events: Bell;
  readonly warn: (error: unknown, message: string) => void;
  readonly signal: AbortSignal;
  readonly webhooks: { readonly allowPrivate: boolean; readonly timeoutMs: number; readonly total: number };
  /** Undefined if no mail is sent. */
  readonly mail?: Omit<MailerOptions, "now" | "bell" | "warn" | "signal"> | undefined;
}

/** Maximum number of webhooks in flight per host. */
const perHost = 16;

/** Dispatches events to watches and sends what they wait for, until the signal aborts. One process per database does so. */
export async function keepNotifying(
  db: Database,
  { webhooks: { total, ...connections }, mail, ...options }: NotifyOptions,
): Promise<void> {
  const due = createBell();
  const bell = createBell();
  const onItems = () => {
    due.ring();
    bell.ring();
  };
  const client = createWebhookClient({ ...connections, connectionsPerHost: perHost });
  try {
    await Promise.all([
      keepDispatching(db, { ...options, onItems }),
      keepSendingWebhooks(db, { ...options, client, due, total, perHost }),
      mail && keepMailing(db, { ...options, ...mail, bell }),
    ]);
  } finally {
    client.close();
  }
}
