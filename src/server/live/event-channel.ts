import type { EventSource } from "../../domain/live-sources.js";
import type { Event } from "../../events/event.js";
import { persistently } from "./answering.js";
import { Batch, type Message } from "./batch.js";
import { beatAll, type Connected } from "./heartbeat.js";
import { type Ending, endings, type Outlet } from "./outlet.js";

// Everybody who asked for the same events in the same words hangs on one channel: an event is looked at once, answered
// once and written once. Each subscriber stands somewhere in the log. Most stand at the channel's head and get what comes
// as it comes. One that resumes reads its past from the log until it is there. One whose connection is full is left where
// it stands, and gets what it missed when there is room; what that is, the channel remembers, up to a limit.

export interface EventChannelOptions {
  source: EventSource;
  /** The events of the source's topic after a number, in order. @throws TryAgain */
  readLog: (after: number, limit: number) => Promise<readonly Event[]>;
  /** Answers an event. @throws TryAgain */
  answer: (event: Event & { cursor: string }) => Promise<string>;
  /** Up to where everything has been told: what comes is handed to `tell`. */
  head: number;
  /** How many events may wait for a subscriber. */
  longestQueue: number;
  onError: (error: unknown) => void;
  /** Told when the last subscriber has left. */
  onDeserted: () => void;
}

interface Subscriber extends Connected {
  /** Everything up to this number has been sent. */
  position: number;
  /** `live`: gets what comes; `waiting`: gets what it missed when there is room; `resuming`: reads the log. */
  state: "live" | "waiting" | "resuming";
}

/** How many events are read, answered and sent together. */
const portion = 100;
/** How many events may wait for the channel itself; it reads the log where there are more. */
const longestBacklog = 2_000;
/** How many answers are kept for those who resume. */
const mostAnswers = 500;

export class EventChannel {
  readonly #options: EventChannelOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly #answers = new Map<number, Promise<string>>();
  /** The newest event that was told. */
  #told: number;
  /** Everything up to this number has been sent to all that are live. */
  #head: number;
  /** The events between head and told, unless there were too many and they are to be read from the log. */
  #backlog: Event[] = [];
  #behind = false;
  #running = false;
  #waiting = 0;
  /** How many resume, for whom answers are kept. */
  #resuming = 0;
  /** What was sent since the first of those that wait began to. */
  #missed: Message[] = [];

  constructor(options: EventChannelOptions) {
    this.#options = options;
    this.#head = options.head;
    this.#told = options.head;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** Adds a subscriber that has heard everything up to a number. Returns what takes it away again. */
  add(outlet: Outlet, position: number): () => void {
    const subscriber: Subscriber = { outlet, position, state: "live", fullSince: null };
    this.#subscribers.add(subscriber);
    if (position < this.#head) void this.#resume(subscriber);
    return () => this.#remove(subscriber);
  }

  /** Takes events of the topic, in order. */
  tell(events: readonly Event[]): void {
    this.#told = events.at(-1)?.number ?? this.#told;
    // The log is read up to where it goes, which may be further than what was told.
    const news = events.filter(({ number }) => number > this.#head);
    const [first] = news;
    // All that was told before has been sent: nothing of the topic lies between, however long nothing happened.
    if (first && !this.#running) this.#head = first.number - 1;
    if (this.#backlog.length + news.length > longestBacklog) {
      this.#backlog = [];
      this.#behind = true;
    }
    if (!this.#behind) this.#backlog.push(...news);
    if (!this.#running) void this.#run();
  }

  /** Looks after the connections. @param patience milliseconds that a full one may take to be read */
  beat(now: number, patience: number): void {
    beatAll(this.#subscribers, now, patience, (stalled) => this.#dismiss(stalled, endings.stalled));
  }

  /** Ends all subscriptions. */
  end(ending: Ending): void {
    for (const subscriber of [...this.#subscribers]) this.#dismiss(subscriber, ending);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#head < this.#told && this.size > 0) {
        const fromLog = this.#behind;
        const step = await persistently(
          () => this.size > 0,
          async () => {
            const { events, through } = fromLog
              ? await this.#read(this.#head, this.#told)
              : fromBacklog(this.#backlog);
            return { count: events.length, through, messages: await this.#messagesOf(events) };
          },
        );
        if (step === undefined) return;
        this.#head = step.through;
        if (!this.#behind) this.#backlog.splice(0, step.count);
        else if (this.#head >= this.#told) this.#behind = false;
        if (step.messages.length > 0) this.#send(new Batch(step.messages));
        if (this.#resuming === 0) this.#answers.clear();
      }
    } catch (error) {
      this.#options.onError(error);
      this.end(endings.failed);
    } finally {
      this.#running = false;
    }
  }

  #send(batch: Batch): void {
    if (this.#waiting > 0) this.#keep(batch.messages);
    for (const subscriber of this.#subscribers)
      if (subscriber.state === "live") this.#offer(subscriber, batch);
  }

  #offer(subscriber: Subscriber, batch: Batch): void {
    const news = batch.after(subscriber.position);
    if (news.messages.length > 0) subscriber.outlet.send(news);
    subscriber.position = Math.max(subscriber.position, this.#head);
    if (subscriber.outlet.isFull()) this.#wait(subscriber);
  }

  /** Remembers messages for those that wait; who falls too far behind is sent away. */
  #keep(messages: readonly Message[]): void {
    this.#missed.push(...messages);
    const dropped = this.#missed.splice(0, this.#missed.length - this.#options.longestQueue).at(-1);
    if (dropped === undefined) return;
    for (const subscriber of [...this.#subscribers])
      if (subscriber.state === "waiting" && subscriber.position < dropped.number)
        this.#dismiss(subscriber, endings.slow);
  }

  #wait(subscriber: Subscriber): void {
    subscriber.state = "waiting";
    subscriber.fullSince = performance.now();
    this.#waiting += 1;
    subscriber.outlet.whenDrained(() => {
      if (this.#subscribers.has(subscriber)) this.#goOn(subscriber);
    });
  }

  /** There is room again: sends what was missed, and waits again where that fills the connection. */
  #goOn(subscriber: Subscriber): void {
    this.#leaveWaiting(subscriber);
    const missed = this.#missed.filter(({ number }) => number > subscriber.position);
    for (let from = 0; from < missed.length; from += portion) {
      const messages = missed.slice(from, from + portion);
      subscriber.outlet.send(new Batch(messages));
      subscriber.position = messages.at(-1)?.number ?? subscriber.position;
      if (subscriber.outlet.isFull()) {
        this.#wait(subscriber);
        return;
      }
    }
    subscriber.position = Math.max(subscriber.position, this.#head);
    if (this.#waiting === 0) this.#missed = [];
  }

  #leaveWaiting(subscriber: Subscriber): void {
    if (subscriber.state !== "waiting") return;
    subscriber.state = "live";
    subscriber.fullSince = null;
    this.#waiting -= 1;
  }

  /** Sends what the log has after the subscriber's position, until nothing lies between it and the head. */
  async #resume(subscriber: Subscriber): Promise<void> {
    subscriber.state = "resuming";
    this.#resuming += 1;
    const wanted = () => this.#subscribers.has(subscriber);
    try {
      while (subscriber.position < this.#head) {
        const step = await persistently(wanted, async () => {
          const { events, through } = await this.#read(subscriber.position, this.#head);
          return { through, messages: await this.#messagesOf(events) };
        });
        if (step === undefined || !wanted()) return;
        if (step.messages.length > 0) subscriber.outlet.send(new Batch(step.messages));
        subscriber.position = step.through;
        if (!subscriber.outlet.isFull()) continue;
        subscriber.fullSince = performance.now();
        await new Promise<void>((resolve) => subscriber.outlet.whenDrained(resolve));
        subscriber.fullSince = null;
      }
      // Nothing is awaited between this and the last look at the head, so nothing is missed and nothing told twice.
      subscriber.state = "live";
    } catch (error) {
      this.#options.onError(error);
      this.#dismiss(subscriber, endings.failed);
    } finally {
      this.#resuming -= 1;
      if (this.#resuming === 0) this.#answers.clear();
    }
  }

  /** Events of the log, and up to where there are no others. @param known up to where the log is known to go */
  async #read(after: number, known: number): Promise<{ events: readonly Event[]; through: number }> {
    const events = await this.#options.readLog(after, portion);
    const last = events.at(-1)?.number ?? after;
    return { events, through: events.length < portion ? Math.max(last, known) : last };
  }

  async #messagesOf(events: readonly Event[]): Promise<Message[]> {
    const { source } = this.#options;
    const told = await source.select(events);
    return Promise.all(
      told.map(async (event) => {
        const cursor = source.cursorOf(event);
        return { number: event.number, cursor, json: await this.#answerOnce({ ...event, cursor }) };
      }),
    );
  }

  /** Many may resume from the same place at once. */
  #answerOnce(event: Event & { cursor: string }): Promise<string> {
    const known = this.#answers.get(event.number);
    if (known) return known;
    const answer = this.#options.answer(event);
    this.#answers.set(event.number, answer);
    answer.catch(() => this.#answers.delete(event.number));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > mostAnswers && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }

  #dismiss(subscriber: Subscriber, ending: Ending): void {
    this.#remove(subscriber);
    subscriber.outlet.end(ending);
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    this.#leaveWaiting(subscriber);
    if (this.#waiting === 0) this.#missed = [];
    if (this.size === 0) this.#options.onDeserted();
  }
}

function fromBacklog(backlog: readonly Event[]): { events: readonly Event[]; through: number } {
  const events = backlog.slice(0, portion);
  return { events, through: events.at(-1)?.number ?? 0 };
}
