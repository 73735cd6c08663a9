import { setMaxListeners } from "node:events";
import { pause, within } from "../../async/abort.js";
import type { Bell } from "../../async/bell.js";
import { retry } from "../../async/retry.js";
import type { Database } from "../../db/database.js";
import {
  type DueWebhook,
  dueWebhooks,
  finishWebhooks,
  type WebhookOutcome,
} from "../../domain/watches/webhooks/webhooks.js";
import type { WebhookClient } from "./client.js";
import { payloadOf } from "./payload.js";
import { signedHeaders } from "./signing.js";
import { verdictOn } from "./verdict.js";

export interface SendingOptions {
  readonly client: WebhookClient;
  readonly now: () => Date;
  /** Rings when something may be due. */
  readonly due: Bell;
  readonly warn: (error: unknown, message: string) => void;
  readonly signal: AbortSignal;
  /** Maximum number of webhooks in flight, per host and in total. */
  readonly perHost: number;
  readonly total: number;
}

/** Poll interval for due webhooks, such as retries, in milliseconds. */
const idleMs = 1_000;
const retrying = { firstMs: 200, maxMs: 10_000 };
/** Timeout for webhooks in flight at shutdown, in milliseconds. */
const graceMs = 2_000;
/** Webhooks that are read ahead, in multiples of those in flight. */
const readAhead = 32;
/** Poll interval while webhooks are in flight, in milliseconds. */
const paceMs = 20;
/** Milliseconds between reads as long as enough wait for their turn: each looks at all watches that are due. */
const readPaceMs = 200;
/** Outcomes that are recorded at once. */
const maxWritten = 1_000;

/** Sends webhooks that are due, until the signal aborts. One process per database does so. */
export async function keepSendingWebhooks(db: Database, options: SendingOptions): Promise<void> {
  const { warn, signal } = options;
  const sender = new Sender(db, options);
  await retry((recovered) => sender.run(recovered), {
    ...retrying,
    signal,
    onError: (error) => warn(error, "could not send webhooks; trying again"),
  });
  await sender
    .end()
    .catch((error: unknown) => warn(error, "could not record the last webhooks; they will be sent again"));
}

interface Host {
  readonly name: string;
  readonly waiting: DueWebhook[];
  /** Number of webhooks in flight. */
  sending: number;
  /** Whether the last one got no response: then, one is sent at a time, so that a host that hangs keeps others from nothing. */
  isFailing: boolean;
}

/** Webhooks in flight are tracked in memory only; after a crash, they are still pending in the database. */
class Sender {
  readonly #db: Database;
  readonly #options: SendingOptions;
  /** Watches whose webhook has been read: it is in flight or queued. */
  readonly #busy = new Set<number>();
  readonly #hosts = new Map<string, Host>();
  readonly #outcomes: WebhookOutcome[] = [];
  readonly #cut = new AbortController();
  #running = 0;
  #nextReadAt = 0;
  #onDrained: (() => void) | undefined;

  constructor(db: Database, options: SendingOptions) {
    this.#db = db;
    this.#options = options;
    setMaxListeners(options.total, this.#cut.signal);
  }

  async run(recovered: () => void): Promise<void> {
    const { signal, due } = this.#options;
    while (!signal.aborted) {
      await this.#write();
      await this.#read();
      this.#start();
      recovered();
      if (this.#outcomes.length === 0) await due.next(idleMs, signal);
      // More will have been sent by then, and is recorded together.
      if (this.#running > 0) await pause(paceMs, signal);
    }
  }

  /** Stops sending, and records the webhooks in flight. */
  async end(): Promise<void> {
    for (const host of this.#hosts.values()) host.waiting.length = 0;
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    if (this.#running > 0) await within(graceMs, drained);
    this.#cut.abort();
    await this.#write();
  }

  /** Reads what is due, up to a limit for each host. Half of what is read ahead is left for hosts that have nothing waiting. */
  async #read(): Promise<void> {
    const { now, perHost, total } = this.#options;
    const all = [...this.#hosts.values()];
    const free = total * readAhead - this.#busy.size;
    const isFull = all.reduce((sum, { waiting }) => sum + waiting.length, 0) >= total;
    const isEarly = performance.now() < this.#nextReadAt;
    if (free < perHost || (isFull && isEarly)) return;
    this.#nextReadAt = performance.now() + readPaceMs;
    const limit = perHost * readAhead;
    const enough = Math.min(limit, (total * readAhead) / all.length) / 2;
    const full = all.flatMap(({ name, waiting, isFailing }) =>
      waiting.length >= (isFailing ? 1 : enough) ? name : [],
    );
    const webhooks = await dueWebhooks(this.#db, {
      now: now(),
      busy: [...this.#busy],
      fullHosts: full,
      perHost: limit,
      limit: free,
    });
    for (const webhook of webhooks) {
      const name = new URL(webhook.watch.url ?? "").host;
      const host = this.#hosts.get(name) ?? { name, waiting: [], sending: 0, isFailing: false };
      if (host.isFailing && host.waiting.length > 0) continue;
      this.#busy.add(webhook.watch.id);
      this.#hosts.set(name, host);
      host.waiting.push(webhook);
    }
  }

  /** Starts those that wait for their turn, as far as the limits allow. */
  #start(): void {
    while (this.#running < this.#options.total) {
      const host = this.#nextHost();
      const next = host?.waiting.shift();
      if (host === undefined || next === undefined) return;
      this.#running += 1;
      host.sending += 1;
      void this.#send(next, host);
    }
  }

  /**
   * The host with the fewest webhooks in flight of those that may get another one. Each may have as many as are left for others, so
   * that slow hosts do not keep the others waiting. Hosts that fail have half of the total.
   */
  #nextHost(): Host | undefined {
    const { perHost, total } = this.#options;
    const all = [...this.#hosts.values()];
    const failing = all.filter(({ isFailing, sending }) => isFailing && sending > 0).length;
    const limit = Math.min(perHost, total - this.#running);
    let found: Host | undefined;
    for (const host of all) {
      const { waiting, sending, isFailing } = host;
      const isFree = isFailing ? sending < 1 && failing < total / 2 : sending < limit;
      if (waiting.length > 0 && isFree && sending < (found?.sending ?? limit)) found = host;
    }
    return found;
  }

  async #send(webhook: DueWebhook, host: Host): Promise<void> {
    const outcome = await this.#attempt(webhook);
    this.#running -= 1;
    host.sending -= 1;
    if (outcome !== undefined) this.#outcomes.push(outcome);
    host.isFailing = outcome?.error !== undefined && outcome.status === undefined;
    // Those that wait are read again later.
    if (host.isFailing) for (const { watch } of host.waiting.splice(0)) this.#busy.delete(watch.id);
    const isIdle = host.sending === 0 && host.waiting.length === 0;
    if (isIdle && !host.isFailing) this.#hosts.delete(host.name);
    if (this.#running === 0) this.#onDrained?.();
    if (this.#options.signal.aborted) return;
    this.#start();
    this.#options.due.ring();
  }

  /** Undefined if the process stops: the webhook keeps waiting. */
  async #attempt(webhook: DueWebhook): Promise<WebhookOutcome | undefined> {
    const { client, now } = this.#options;
    const { signal } = this.#cut;
    const { id, kind, watch, item, messageId } = webhook;
    if (kind === "EVENT" && item === null)
      return { id, watchId: watch.id, state: "FAILED", error: "The paper has been removed." };
    try {
      const body = payloadOf(webhook);
      const headers = signedHeaders(messageId, watch, body, now());
      return verdictOn(webhook, await client.post(watch.url ?? "", headers, body, signal), now());
    } catch (error) {
      if (signal.aborted) return undefined;
      return verdictOn(webhook, error instanceof Error ? error : new Error(String(error)), now());
    }
  }

  /** Writes what has been attempted; from then on, the watches may be read again. */
  async #write(): Promise<void> {
    const outcomes = this.#outcomes.slice(0, maxWritten);
    if (outcomes.length === 0) return;
    await finishWebhooks(this.#db, outcomes, this.#options.now());
    this.#outcomes.splice(0, outcomes.length);
    for (const { watchId } of outcomes) this.#busy.delete(watchId);
  }
}
