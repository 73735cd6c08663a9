import sql from "sql-template-tag";
import { createBell } from "../../../src/async/bell.js";
import type { Database } from "../../../src/db/database.js";
import { mailboxOf } from "../../../src/domain/values/mail-address.js";
import { dispatchEvents } from "../../../src/domain/watches/dispatch.js";
import { confirm, type PendingMail } from "../../../src/domain/watches/mail/subscriptions.js";
import { linkSecret } from "../../../src/domain/watches/mail/suppressions.js";
import { createWatch } from "../../../src/domain/watches/manage.js";
import type { Watch, WatchSettings } from "../../../src/domain/watches/watch.js";
import { keepMailing, type MailerOptions } from "../../../src/notify/mail/mailer.js";
import { openSmtp } from "../../../src/notify/mail/smtp/smtp.js";
import { createSchema } from "../../../src/schema/index.js";
import { filterReader } from "../../../src/schema/papers/stored-filters.js";

export const origin = "https://papers.example.org";
export const host = "papers.example.org";

/** Mail of all new papers, at once. */
export const atOnce: Omit<PendingMail, "address"> = {
  filter: {},
  event: "ADDED",
  board: null,
  top: null,
  minUpvotes: null,
  frequency: "AT_ONCE",
  hour: null,
  weekday: null,
  timeZone: null,
};

export const daily = { ...atOnce, frequency: "DAILY", hour: 8, timeZone: "Europe/Berlin" } as const;

/** A clock that tests set. */
export class Clock {
  #now: Date;

  constructor(start: string) {
    this.#now = new Date(start);
  }

  readonly now = (): Date => this.#now;

  set(instant: string): void {
    this.#now = new Date(instant);
  }

  forward(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms);
  }
}

export interface Mailing {
  ring(): void;
  readonly warnings: string[];
  /** Resolves once what was being sent is recorded. */
  stop(): Promise<void>;
}

/** Sends the mail of a database to a server, as the leader does. */
export async function startMailing(
  db: Database,
  {
    url,
    mailerDb = db,
    ...options
  }: Pick<MailerOptions, "now"> & Partial<MailerOptions> & { url: string; mailerDb?: Database },
): Promise<Mailing> {
  const stopping = new AbortController();
  const bell = createBell();
  const warnings: string[] = [];
  const smtp = openSmtp({
    url,
    from: "papergraph <papers@example.org>",
    timeoutMs: 5_000,
  });
  const running = keepMailing(mailerDb, {
    smtp,
    maxConnections: 4,
    origin,
    secret: await linkSecret(db),
    viewOf: () => "/papers",
    bell,
    warn: (error, message) => warnings.push(`${message} ${error ?? ""}`),
    signal: stopping.signal,
    ...options,
  });
  return {
    ring: bell.ring,
    warnings,
    async stop() {
      stopping.abort();
      bell.ring();
      await running;
      smtp.close();
    },
  };
}

/** A confirmed watch, created without a confirmation mail. */
export async function activeWatch(
  db: Database,
  address: string,
  request: Partial<PendingMail>,
  now: Date,
): Promise<Watch> {
  const settings: WatchSettings = {
    ...{ ...atOnce, ...request },
    ...{ channel: "MAIL", url: null, secrets: [], address, addressKey: mailboxOf(address) },
  };
  return confirm(db, await createWatch(db, { ...settings, state: "PENDING" }, now), now);
}

const schema = createSchema();

/** Compares new events with the watches, as the leader does. */
export async function dispatchAll(db: Database, now: () => Date): Promise<void> {
  while (!(await dispatchEvents(db, filterReader(schema, db), now)).isUpToDate);
}

/** What became of the mails of a watch. */
export function deliveriesOf(
  db: Database,
  { id }: Pick<Watch, "id">,
): Promise<
  { kind: string; period: string | null; state: string; attempts: number; status: number | null }[]
> {
  return db.query(sql`
    select kind, period, state, attempts, last_status as status from deliveries where watch_id = ${id} order by id
  `);
}
