import { createHash } from "node:crypto";
import { type Answer, persistently } from "../answering.js";
import { Batch } from "../batch.js";
import { type CloseReason, closeReasons } from "../close-reasons.js";
import { type Connected, markDrained, randomSlot, sendHeartbeats, weighConnection } from "../heartbeat.js";
import type { Tally } from "../pending-bytes.js";
import type { Sink } from "../sink.js";
import { type ChannelOptions, closeReasonOf } from "./channel.js";

// Identical subscriptions to a state share one channel: the state is computed once per change and at most once per interval.
// Only the newest state matters: a subscriber with a full connection gets it once the connection has drained.

export interface StateChannelOptions extends ChannelOptions {
  /** Minimum milliseconds between deliveries. */
  intervalMs: number;
  /** The state now, as an answer. @throws TryAgain */
  answer: () => Promise<Answer>;
}

interface Subscriber extends Connected {
  /** Hash of the last state sent. */
  seen: string | null;
}

interface State {
  batch: Batch;
  hash: string;
}

export class StateChannel {
  readonly #options: StateChannelOptions;
  readonly #subscribers = new Set<Subscriber>();
  /** The state since the last change; undefined until it is requested. */
  #state: Promise<State | undefined> | undefined;
  /** Of the state that is being computed, even if it has changed since. */
  #computing: Promise<State | undefined> | undefined;
  /** The batch of the resolved state. */
  #batch: Batch | undefined;
  #computedAt = Number.NEGATIVE_INFINITY;
  /** Of the next delivery, until it has ended. */
  #timer: NodeJS.Timeout | undefined;
  /** Whether a change was announced since the last delivery began. */
  #hasChanged = false;
  #deliveredAt = Number.NEGATIVE_INFINITY;

  constructor(options: StateChannelOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** Adds a subscriber and sends it the current state. @returns a function that removes it */
  add(sink: Sink): () => void {
    const subscriber: Subscriber = { sink, slot: randomSlot(), seen: null, fullSince: null, sent: undefined };
    this.#subscribers.add(subscriber);
    // A state computed long ago may be stale even if no change was published since.
    if (performance.now() - this.#computedAt > this.#options.intervalMs) this.dropCache();
    void this.#show([subscriber]);
    return () => this.#remove(subscriber);
  }

  /** Announces a change. */
  deliver(): void {
    this.dropCache();
    this.#hasChanged = true;
    if (this.#timer === undefined) this.#schedule();
  }

  /** Delivers once the interval since the last delivery is over. A change until then, or while the state is computed, starts no other. */
  #schedule(): void {
    const wait = Math.max(0, this.#deliveredAt + this.#options.intervalMs - performance.now());
    const timer = setTimeout(async () => {
      this.#hasChanged = false;
      await this.#show(this.#subscribers);
      if (this.#timer !== timer) return;
      this.#timer = undefined;
      this.#deliveredAt = performance.now();
      if (this.#hasChanged) this.#schedule();
      // Timers may be a millisecond early.
    }, Math.ceil(wait) + 1);
    this.#timer = timer;
  }

  heartbeat(slot: number, now: number, timeoutMs: number): void {
    sendHeartbeats(this.#subscribers, slot, now, timeoutMs, (stalled) =>
      this.#dismiss(stalled, closeReasons.stalled),
    );
  }

  /** Functions that end the current subscriptions, one each. */
  closers(reason: CloseReason): (() => void)[] {
    return [...this.#subscribers].map((subscriber) => () => this.#dismiss(subscriber, reason));
  }

  weigh(tally: Tally): void {
    if (this.#batch) tally.hold(this.#batch, this.#batch.bytes);
    for (const subscriber of this.#subscribers)
      weighConnection(tally, subscriber, 0, () => this.#dismiss(subscriber, closeReasons.slow));
  }

  /** Drops cached data that can be recomputed. */
  dropCache(): void {
    this.#state = undefined;
    this.#batch = undefined;
  }

  async #show(subscribers: Iterable<Subscriber>): Promise<void> {
    try {
      const state = await this.#newest();
      if (state === undefined) return;
      for (const subscriber of subscribers) this.#offer(subscriber, state);
    } catch (error) {
      const reason = closeReasonOf(error, this.#options.onError);
      for (const end of this.closers(reason)) end();
    }
  }

  /** The newest state, computed once for all callers and once at a time; waits for a newer one that is already being computed. */
  async #newest(): Promise<State | undefined> {
    for (;;) {
      if (this.#state === undefined && this.#computing !== undefined) {
        await Promise.allSettled([this.#computing]);
        continue;
      }
      if (this.#state === undefined) {
        this.#computedAt = performance.now();
        this.#computing = this.#compute().finally(() => (this.#computing = undefined));
        this.#state = this.#computing;
      }
      const pending = this.#state;
      const state = await pending;
      if (this.#state === pending) this.#batch = state?.batch;
      if (this.#state === pending || this.#state === undefined) return state;
    }
  }

  async #compute(): Promise<State | undefined> {
    const answer = await persistently(() => this.size > 0, this.#options.answer);
    if (answer === undefined) return undefined;
    await this.#options.turn();
    const json = answer.json();
    return {
      batch: new Batch([{ number: 0, cursor: null, json }]),
      hash: createHash("sha256").update(json).digest("base64"),
    };
  }

  #offer(subscriber: Subscriber, { batch, hash }: State): void {
    if (!this.#subscribers.has(subscriber) || subscriber.fullSince !== null || subscriber.seen === hash)
      return;
    const { sink } = subscriber;
    // Other subscriptions may have filled the shared connection.
    if (!sink.isFull()) {
      subscriber.seen = hash;
      sink.send(batch);
      if (!sink.isFull()) return;
      subscriber.sent = batch;
    }
    subscriber.fullSince = performance.now();
    sink.whenDrained(() => {
      markDrained(subscriber);
      void this.#show([subscriber]);
    });
    this.#options.onQueued(sink.sendsCopies ? batch.jsonLength : 0);
  }

  #dismiss(subscriber: Subscriber, reason: CloseReason): void {
    if (!this.#subscribers.has(subscriber)) return;
    this.#remove(subscriber);
    subscriber.sink.end(reason);
    this.#options.onEnded(subscriber.sink.connection);
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    if (this.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onEmpty();
  }
}
