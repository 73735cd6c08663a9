import type { Batch } from "../batch.js";
import { type CloseReason, closeReasons } from "../close-reasons.js";
import { type Connected, markDrained, randomSlot, sendHeartbeats, weighConnection } from "../heartbeat.js";
import type { Tally } from "../pending-bytes.js";
import type { Sink } from "../sink.js";
import type { ChannelOptions } from "./channel.js";
import { Missed } from "./missed.js";

// The subscribers of an event channel. While a connection is full, batches for its subscriber are buffered up to a limit in
// bytes, and sent when the connection drains.

export interface Subscriber extends Connected {
  /** Number of the last event sent. */
  position: number;
  /** `live`: gets new batches; `waiting`: gets missed batches once its connection drains; `resuming`: reads the log. */
  state: "live" | "waiting" | "resuming";
  /** Bytes missed while waiting. */
  missed: number;
  /** Resolves `drained` early when the subscriber leaves. */
  wake: (() => void) | undefined;
}

type AudienceOptions = Pick<ChannelOptions, "maxSubscriberBytes" | "onQueued" | "onEnded" | "onEmpty">;

export class Audience {
  readonly #options: AudienceOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly #missed = new Missed();
  #waiting = 0;
  /** Number through which events have been sent to all live subscribers. */
  #head = 0;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  has(subscriber: Subscriber): boolean {
    return this.#subscribers.has(subscriber);
  }

  /** @param position number of the last event the subscriber has */
  add(sink: Sink, position: number): Subscriber {
    const subscriber: Subscriber = {
      sink,
      slot: randomSlot(),
      position,
      state: "live",
      fullSince: null,
      sent: undefined,
      missed: 0,
      wake: undefined,
    };
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    subscriber.wake?.();
    this.#leaveWaiting(subscriber);
    if (this.#waiting === 0) this.#missed.clear();
    if (this.size === 0) this.#options.onEmpty();
  }

  dismiss(subscriber: Subscriber, reason: CloseReason): void {
    if (!this.has(subscriber)) return;
    this.remove(subscriber);
    subscriber.sink.end(reason);
    this.#options.onEnded(subscriber.sink.connection);
  }

  /** Functions that end the current subscriptions, one each. */
  closers(reason: CloseReason): (() => void)[] {
    return [...this.#subscribers].map((subscriber) => () => this.dismiss(subscriber, reason));
  }

  /** Sends heartbeats. @param timeoutMs after which a full connection is closed */
  heartbeat(slot: number, now: number, timeoutMs: number): void {
    sendHeartbeats(this.#subscribers, slot, now, timeoutMs, (stalled) =>
      this.dismiss(stalled, closeReasons.stalled),
    );
  }

  weigh(tally: Tally): void {
    for (const batch of this.#missed.batches) tally.hold(batch, batch.bytes);
    for (const subscriber of this.#subscribers)
      weighConnection(tally, subscriber, subscriber.missed, () =>
        this.dismiss(subscriber, closeReasons.slow),
      );
  }

  /** Sends to live subscribers and buffers for waiting ones. @param head number through which events have then been sent */
  send(batch: Batch, head: number): void {
    this.#head = head;
    for (const subscriber of this.#subscribers)
      if (subscriber.state === "live") this.#offer(subscriber, batch);
    if (this.#waiting > 0) this.#keep(batch);
  }

  /** Sends to one subscriber. @returns whether its connection is full afterwards */
  sendTo(subscriber: Subscriber, batch: Batch): boolean {
    const { sink } = subscriber;
    sink.send(batch);
    if (!sink.isFull()) return false;
    subscriber.sent = batch;
    subscriber.fullSince = performance.now();
    if (sink.sendsCopies) this.#options.onQueued(batch.jsonLength);
    return true;
  }

  /** Resolves when the connection of a resuming subscriber has drained, or the subscriber has left. */
  async drained(subscriber: Subscriber): Promise<void> {
    if (!this.has(subscriber)) return;
    await new Promise<void>((resolve) => {
      subscriber.wake = resolve;
      subscriber.sink.whenDrained(resolve);
    });
    subscriber.wake = undefined;
    markDrained(subscriber);
  }

  /** Resolves after a time, or when the subscriber has left. */
  async paused(subscriber: Subscriber, ms: number): Promise<void> {
    if (ms === 0 || !this.has(subscriber)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      subscriber.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    subscriber.wake = undefined;
  }

  #offer(subscriber: Subscriber, batch: Batch): void {
    // Other subscriptions may have filled the shared connection.
    if (subscriber.sink.isFull()) {
      this.#wait(subscriber);
      return;
    }
    const news = batch.after(subscriber.position);
    const full = news.messages.length > 0 && this.sendTo(subscriber, news);
    subscriber.position = Math.max(subscriber.position, this.#head);
    if (full) this.#wait(subscriber);
  }

  /** Buffers a batch for waiting subscribers; ends those that fell too far behind. */
  #keep(batch: Batch): void {
    this.#missed.keep(batch);
    for (const subscriber of [...this.#subscribers]) {
      if (subscriber.state !== "waiting" || subscriber.position >= batch.last) continue;
      subscriber.missed += batch.after(subscriber.position).jsonLength;
      const waiting = subscriber.missed + subscriber.sink.connection.unsentBytes();
      if (waiting > this.#options.maxSubscriberBytes) this.dismiss(subscriber, closeReasons.slow);
    }
    this.#trimMissed();
    if (this.#waiting > 0) this.#options.onQueued(batch.jsonLength);
  }

  #wait(subscriber: Subscriber): void {
    subscriber.state = "waiting";
    subscriber.fullSince ??= performance.now();
    this.#waiting += 1;
    subscriber.sink.whenDrained(() => {
      if (this.has(subscriber)) this.#goOn(subscriber);
    });
  }

  /** The connection has drained: sends missed batches until it is full again. */
  #goOn(subscriber: Subscriber): void {
    this.#leaveWaiting(subscriber);
    const missed = this.#missed.after(subscriber.position);
    for (let batch = missed.shift(); batch; batch = missed.shift()) {
      if (subscriber.sink.isFull()) {
        missed.unshift(batch);
        break;
      }
      this.sendTo(subscriber, batch);
      subscriber.position = batch.last;
    }
    if (subscriber.sink.isFull()) {
      this.#wait(subscriber);
      for (const { jsonLength } of missed) subscriber.missed += jsonLength;
    } else subscriber.position = Math.max(subscriber.position, this.#head);
    if (this.#waiting === 0) this.#missed.clear();
  }

  #leaveWaiting(subscriber: Subscriber): void {
    if (subscriber.state !== "waiting") return;
    subscriber.state = "live";
    subscriber.missed = 0;
    markDrained(subscriber);
    this.#waiting -= 1;
  }

  /** Drops batches that no subscriber waits for. */
  #trimMissed(): void {
    let least = Number.POSITIVE_INFINITY;
    for (const { state, position } of this.#subscribers)
      if (state === "waiting" && position < least) least = position;
    this.#missed.dropThrough(least);
  }
}
