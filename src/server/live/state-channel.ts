import { persistently } from "./answering.js";
import { Batch } from "./batch.js";
import { beatAll, type Connected } from "./heartbeat.js";
import { type Ending, endings, type Outlet } from "./outlet.js";

// Everybody who asked for the same state hangs on one channel: it is computed once for each change, and no more often than
// its pace allows. Only the newest state matters: a subscriber whose connection is full gets that one when there is room.

export interface StateChannelOptions {
  /** Milliseconds between two tellings at least. */
  pace: number;
  /** The state now, as an answer. @throws TryAgain */
  answer: () => Promise<string>;
  onError: (error: unknown) => void;
  onDeserted: () => void;
}

interface Subscriber extends Connected {
  /** The last state that was sent. */
  seen: string | null;
}

export class StateChannel {
  readonly #options: StateChannelOptions;
  readonly #subscribers = new Set<Subscriber>();
  /** The state since the last change; undefined until somebody asks. */
  #state: Promise<string | undefined> | undefined;
  #computedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: StateChannelOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** Adds a subscriber, who gets the state at once. Returns what takes it away again. */
  add(outlet: Outlet): () => void {
    const subscriber: Subscriber = { outlet, seen: null, fullSince: null };
    this.#subscribers.add(subscriber);
    // What was computed long ago is not how things are, though nothing was told to have changed since.
    if (performance.now() - this.#computedAt > this.#options.pace) this.#state = undefined;
    void this.#show([subscriber]);
    return () => this.#remove(subscriber);
  }

  /** Something has changed. */
  tell(): void {
    this.#state = undefined;
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#toldAt + this.#options.pace - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#toldAt = performance.now();
      void this.#show(this.#subscribers);
    }, wait);
  }

  /** Looks after the connections. @param patience milliseconds that a full one may take to be read */
  beat(now: number, patience: number): void {
    beatAll(this.#subscribers, now, patience, (stalled) => this.#dismiss(stalled, endings.stalled));
  }

  /** Ends all subscriptions. */
  end(ending: Ending): void {
    for (const subscriber of [...this.#subscribers]) this.#dismiss(subscriber, ending);
  }

  async #show(subscribers: Iterable<Subscriber>): Promise<void> {
    try {
      const state = await this.#newest();
      if (state === undefined) return;
      const batch = new Batch([{ number: 0, cursor: null, json: state }]);
      for (const subscriber of subscribers) this.#offer(subscriber, batch, state);
    } catch (error) {
      this.#options.onError(error);
      this.end(endings.failed);
    }
  }

  /** The state, computed once however many ask; a newer one that is on its way by then goes before. */
  async #newest(): Promise<string | undefined> {
    for (;;) {
      if (this.#state === undefined) {
        this.#computedAt = performance.now();
        this.#state = persistently(() => this.size > 0, this.#options.answer);
      }
      const asked = this.#state;
      const state = await asked;
      if (this.#state === asked || this.#state === undefined) return state;
    }
  }

  #offer(subscriber: Subscriber, batch: Batch, state: string): void {
    if (!this.#subscribers.has(subscriber) || subscriber.fullSince !== null || subscriber.seen === state)
      return;
    subscriber.seen = state;
    subscriber.outlet.send(batch);
    if (!subscriber.outlet.isFull()) return;
    subscriber.fullSince = performance.now();
    subscriber.outlet.whenDrained(() => {
      subscriber.fullSince = null;
      void this.#show([subscriber]);
    });
  }

  #dismiss(subscriber: Subscriber, ending: Ending): void {
    this.#remove(subscriber);
    subscriber.outlet.end(ending);
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    if (this.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onDeserted();
  }
}
