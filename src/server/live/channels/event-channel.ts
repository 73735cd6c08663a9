import type { EventLogSource } from "../../../domain/live/sources.js";
import type { Event } from "../../../events/event.js";
import { type Answer, persistently } from "../answering.js";
import { Batch } from "../batch.js";
import type { CloseReason } from "../close-reasons.js";
import type { Message } from "../message.js";
import type { Tally } from "../pending-bytes.js";
import type { Sink } from "../sink.js";
import { Audience, type Subscriber } from "./audience.js";
import { type ChannelOptions, closeReasonOf, type Debit, type Payer } from "./channel.js";
import { ReplayCache } from "./replay-cache.js";

// Identical subscriptions share one channel: each event is selected, answered and encoded once. Each subscriber has a position
// in the log. Most are at the channel's head and get events as they arrive. A resuming one reads missed events from the log
// until it has caught up.

export interface EventChannelOptions extends ChannelOptions {
  source: EventLogSource;
  /** The events of the source's topic after a number, in order. @throws TryAgain */
  readLog: (after: number, limit: number) => Promise<readonly Event[]>;
  /** Answers an event. @throws TryAgain */
  answer: (event: Event & { cursor: string }) => Promise<Answer>;
  /** Runs work of resuming subscribers a few at a time, with turns for others in between. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  debit: Debit;
  /** Number through which events have been delivered; later ones are passed to `deliver`. */
  head: number;
}

/** Events answered together. */
interface Step {
  /** Number of answers that were not cached. */
  computed: number;
  answered: readonly { number: number; cursor: string; answer: Answer }[];
  /** Number through which there are no other events. */
  through: number;
}

/** Maximum number of events read and answered together. */
const maxEvents = 100;
/** A batch ends with the event that takes its JSON beyond this length. */
const batchLength = 256_000;
/** Payload length from which other clients are served before the next payload is serialized. */
const largeLength = 16_000;
/** Maximum number of events queued for the channel itself; beyond that it reads the log. Events are small and shared. */
const maxBacklog = 2_000;
/** Maximum size of cached answers for resuming subscribers. */
const maxAnswerBytes = 1_000_000;

export class EventChannel {
  readonly #options: EventChannelOptions;
  readonly #audience: Audience;
  readonly #answers = new ReplayCache(maxAnswerBytes);
  /** Number of the newest event received. */
  #newest: number;
  /** Number through which events have been sent to all live subscribers. */
  #head: number;
  /** The events between head and newest; empty while `#behind`, when they are read from the log. */
  #backlog: Event[] = [];
  #behind = false;
  #running = false;
  /** Number of resuming subscribers, for which answers are cached. */
  #resuming = 0;
  /** Length of the largest recent payload; assumed large at first. */
  #payloadLength = largeLength;

  constructor(options: EventChannelOptions) {
    this.#options = options;
    this.#audience = new Audience(options);
    this.#head = options.head;
    this.#newest = options.head;
  }

  get size(): number {
    return this.#audience.size;
  }

  /** Adds a subscriber. @param position number of the last event it has @returns a function that removes it */
  add(sink: Sink, position: number, payer: Payer): () => void {
    const subscriber = this.#audience.add(sink, position);
    if (position < this.#head) void this.#resume(subscriber, payer);
    return () => this.#audience.remove(subscriber);
  }

  /** Receives events of the topic, in order. */
  deliver(events: readonly Event[]): void {
    this.#newest = events.at(-1)?.number ?? this.#newest;
    // The log may have been read beyond the events received so far.
    const news = events.filter(({ number }) => number > this.#head);
    const [first] = news;
    // All earlier events have been sent, and the topic has none in between.
    if (first && !this.#running) this.#head = first.number - 1;
    if (this.#backlog.length + news.length > maxBacklog) {
      this.#backlog = [];
      this.#behind = true;
    }
    if (!this.#behind) this.#backlog.push(...news);
    if (!this.#running) void this.#run();
  }

  heartbeat(slot: number, now: number, timeoutMs: number): void {
    this.#audience.heartbeat(slot, now, timeoutMs);
  }

  closers(reason: CloseReason): (() => void)[] {
    return this.#audience.closers(reason);
  }

  weigh(tally: Tally): void {
    tally.hold(this.#answers, this.#answers.bytes);
    this.#audience.weigh(tally);
  }

  /** Drops cached data that can be recomputed. */
  dropCache(): void {
    this.#answers.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#head < this.#newest && this.size > 0) {
        const fromLog = this.#behind;
        const step = await persistently(
          () => this.size > 0,
          async () => {
            const { events, through } = fromLog
              ? await this.#options.inTurn(() => this.#read(this.#head, this.#newest))
              : this.#fromBacklog();
            return this.#answered(events, through);
          },
        );
        if (step === undefined) return;
        for await (const { batch, through } of this.#batches(step)) {
          this.#head = through;
          if (!this.#behind) this.#dropBacklog();
          else if (this.#head >= this.#newest) this.#behind = false;
          if (batch !== undefined) this.#audience.send(batch, through);
        }
        if (this.#resuming === 0) this.#answers.forgetThrough(this.#head);
      }
    } catch (error) {
      const reason = closeReasonOf(error, this.#options.onError);
      for (const end of this.#audience.closers(reason)) end();
    } finally {
      this.#running = false;
    }
  }

  /**
   * Sends events from the log until the subscriber has reached the head. Clients can cause this work as often as they like,
   * so it is charged, and continues in the next minute when the budget is used up. Live events are not charged: their number
   * does not depend on the client, and its subscriptions have a maximum cost per event.
   */
  async #resume(subscriber: Subscriber, { client, cost }: Payer): Promise<void> {
    subscriber.state = "resuming";
    this.#resuming += 1;
    const wanted = () => this.#audience.has(subscriber);
    try {
      while (subscriber.position < this.#head) {
        const step = await persistently(wanted, () =>
          // Thousands may resume at once, and making their payloads must not hold up everything else.
          this.#options.inTurn(async () => {
            const { events, through } = await this.#read(subscriber.position, this.#head);
            return this.#answered(events, through);
          }),
        );
        if (step === undefined) return;
        for await (const { batch, through } of this.#batches(step)) {
          if (!wanted()) return;
          const full = batch !== undefined && this.#audience.sendTo(subscriber, batch);
          subscriber.position = through;
          if (!full) continue;
          this.#options.onQueued(batch.bytes);
          await this.#audience.drained(subscriber);
        }
        // Payloads that others had computed are not charged again; reading the log always is.
        if (cost === 0) continue;
        const budget = await this.#options.debit(client, cost * Math.max(1, step.computed));
        if (budget?.remaining === 0) await this.#audience.paused(subscriber, budget.resetMs);
      }
      // No await since the last check of the head, so no event is missed or sent twice.
      subscriber.state = "live";
    } catch (error) {
      this.#audience.dismiss(subscriber, closeReasonOf(error, this.#options.onError));
    } finally {
      this.#resuming -= 1;
      if (this.#resuming === 0) this.#answers.forgetThrough(this.#head);
    }
  }

  /** Serializes answers one batch at a time; each is sent before the next one is built. @throws PayloadTooLarge */
  async *#batches({ answered, through }: Step): AsyncGenerator<{ batch?: Batch; through: number }> {
    let [messages, length, largest]: [Message[], number, number] = [[], 0, 0];
    for (const [index, { number, cursor, answer }] of answered.entries()) {
      if (messages.length === 0 && this.#payloadLength >= largeLength) await this.#options.turn();
      const json = answer.json();
      this.#answers.made(number, answer);
      messages.push({ number, cursor, json });
      length += json.length;
      largest = Math.max(largest, json.length);
      this.#payloadLength = Math.max(this.#payloadLength, largest);
      if (length <= batchLength || index === answered.length - 1) continue;
      yield { batch: new Batch(messages), through: number };
      [messages, length] = [[], 0];
    }
    if (largest > 0) this.#payloadLength = Math.max(largest, this.#payloadLength / 2);
    yield messages.length > 0 ? { batch: new Batch(messages), through } : { through };
  }

  /** Approximate number of events per batch. */
  #count(): number {
    return Math.min(Math.max(Math.floor(batchLength / this.#payloadLength), 1), maxEvents);
  }

  /** Reads events from the log. @param known number through which the log is known to be complete */
  async #read(after: number, known: number): Promise<{ events: readonly Event[]; through: number }> {
    const count = this.#count();
    const events = await this.#options.readLog(after, count);
    const last = events.at(-1)?.number ?? after;
    return { events, through: events.length < count ? Math.max(last, known) : last };
  }

  #fromBacklog(): { events: readonly Event[]; through: number } {
    const events = this.#backlog.slice(0, this.#count());
    return { events, through: events.at(-1)?.number ?? 0 };
  }

  #dropBacklog(): void {
    const kept = this.#backlog.findIndex(({ number }) => number > this.#head);
    this.#backlog.splice(0, kept === -1 ? this.#backlog.length : kept);
  }

  async #answered(events: readonly Event[], through: number): Promise<Step> {
    const { source, answer } = this.#options;
    const selected = await source.select(events);
    const computed = selected.filter(({ number }) => !this.#answers.has(number)).length;
    const answered = selected.map(async (event) => {
      const [{ number }, cursor] = [event, source.cursorOf(event)];
      // Many subscribers may resume from the same position at once.
      return {
        number,
        cursor,
        answer: await this.#answers.once(number, () => answer({ ...event, cursor })),
      };
    });
    return { answered: await Promise.all(answered), computed, through };
  }
}
