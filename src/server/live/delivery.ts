import type { GraphQLError, GraphQLSchema } from "graphql";
import { createSemaphore } from "../../domain/concurrency/semaphore.js";
import { dataTopic, type LiveSource } from "../../domain/live/sources.js";
import { groupedBy } from "../../domain/values/grouped.js";
import type { Event } from "../../events/event.js";
import type { Context } from "../../schema/builder/context.js";
import type { Turn } from "../limits/turns.js";
import { type Answering, answer, type Operation, TookTooLong, TryAgain } from "./answering.js";
import type { Debit, Payer } from "./channels/channel.js";
import { EventChannel } from "./channels/event-channel.js";
import { StateChannel } from "./channels/state-channel.js";
import { closeReasons } from "./close-reasons.js";
import { repeatInSlots } from "./heartbeat.js";
import { type Holder, limitPendingBytes } from "./pending-bytes.js";
import type { Connection, Sink } from "./sink.js";
import { spreadOut } from "./spread-out.js";

/** Delivery of events to all subscriptions of one process. */
export interface Delivery {
  /** Starts a subscription. @returns a function for the client to end it */
  subscribe(subscription: Subscription, sink: Sink): () => void;
  /** Receives events from the feed, in order. */
  deliver(events: readonly Event[]): void;
  /** Call when the data have changed. */
  dataChanged(): void;
  /** Number of subscriptions. */
  size(): number;
  /** Ends all subscriptions, spread over `overMs` milliseconds, and stops all timers. */
  close(overMs: number): void;
  /** Adds a holder of pending bytes. */
  watch(holder: Holder): void;
  /** Call when a watched holder queued bytes. */
  queued(bytes: number): void;
  /** Call when a watched holder ended a connection that may still have unsent bytes. */
  ended(connection: Connection): void;
}

/** A validated subscription. */
export interface Subscription extends Operation {
  source: LiveSource;
  /** Equal for subscriptions that share their answers. */
  key: string;
  /** The client whose budget missed events are charged to. */
  payer: Payer;
}

/** A subscription that counts against the limits of its client until it is released. */
export interface TakenSubscription {
  subscription: Subscription;
  release: () => void;
}

export interface DeliveryOptions {
  schema: GraphQLSchema;
  maskError: (error: unknown) => GraphQLError;
  createContext: () => Context;
  /** Number of the newest event passed to `deliver`. */
  position: () => number | undefined;
  readTopic: (topic: string, after: number, limit: number) => Promise<Event[]>;
  /** Whether an error means that the database is temporarily unavailable. */
  isUnavailable: (error: unknown) => boolean;
  /** Whether an error is a statement timeout. */
  isTimeout: (error: unknown) => boolean;
  /** Turns of the event loop. */
  turn: Turn;
  debit: Debit;
  /** Maximum pending bytes, per subscriber and in total. Payloads larger than the first are refused. */
  maxSubscriberBytes: number;
  maxPendingBytes: number;
  /** Maximum size of a response; also applies to payloads. */
  maxResponseBytes: number;
  /** Heartbeat interval in milliseconds. */
  heartbeat: number;
  onError: (error: unknown) => void;
}

/** The client to which shared work for subscribers is attributed. */
export const subscribers = "subscribers";

/** Number of heartbeats after which a full connection is closed. */
export const maxFullHeartbeats = 4;
/** Maximum number of subscribers reading the log at once. */
const maxReaders = 4;
/** Maximum number of states computed at once. */
const maxStates = 4;
/** Milliseconds for which answers share loaded rows. */
const cacheTtlMs = 1_000;

type Channel = EventChannel | StateChannel;

export function createDelivery(options: DeliveryOptions): Delivery {
  const channels = new Map<string, Channel>();
  const byTopic = new Map<string, Set<Channel>>();
  const answering: Answering = {
    schema: options.schema,
    maskError: options.maskError,
    maxPayloadBytes: Math.min(options.maxResponseBytes, options.maxSubscriberBytes),
    ...sharedContexts(options),
  };
  const pending = limitPendingBytes(options.maxPendingBytes);
  // Subscribers of several clients share the work.
  const turn = () => options.turn(subscribers);
  const readInTurn = createSemaphore(maxReaders);
  const stateInTurn = createSemaphore(maxStates);
  const tryingAgain = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (options.isTimeout(error)) throw new TookTooLong("The database took too long.", { cause: error });
      throw options.isUnavailable(error) ? new TryAgain() : error;
    }
  };

  const open = (subscription: Subscription): Channel => {
    const { source, key } = subscription;
    const shared = {
      maxSubscriberBytes: options.maxSubscriberBytes,
      turn,
      onQueued: pending.queued,
      onEnded: pending.ended,
      onError: options.onError,
      onEmpty: () => forget(key, source.topic, channel),
    };
    const channel: Channel =
      source.kind === "state"
        ? new StateChannel({
            ...shared,
            intervalMs: source.minIntervalMs,
            answer: () =>
              stateInTurn(() => answer(answering, subscription, { number: Number.POSITIVE_INFINITY })),
          })
        : new EventChannel({
            ...shared,
            source: { ...source, select: (events) => tryingAgain(() => source.select(events)) },
            readLog: (after, limit) => tryingAgain(() => options.readTopic(source.topic, after, limit)),
            inTurn: (work) =>
              readInTurn(async () => {
                await turn();
                return work();
              }),
            answer: (event) => answer(answering, subscription, event),
            debit: options.debit,
            head: options.position() ?? source.start,
          });
    channels.set(key, channel);
    byTopic.set(source.topic, (byTopic.get(source.topic) ?? new Set()).add(channel));
    return channel;
  };
  const forget = (key: string, topic: string, channel: Channel) => {
    if (channels.get(key) === channel) channels.delete(key);
    const others = byTopic.get(topic);
    others?.delete(channel);
    if (others?.size === 0) byTopic.delete(topic);
  };
  pending.watch({
    weigh(tally) {
      for (const channel of channels.values()) channel.weigh(tally);
    },
    dropCache() {
      for (const channel of channels.values()) channel.dropCache();
    },
  });
  const heartbeats = repeatInSlots((slot) => {
    const now = performance.now();
    for (const channel of channels.values())
      channel.heartbeat(slot, now, maxFullHeartbeats * options.heartbeat);
  }, options.heartbeat);

  let closed = false;

  return {
    subscribe(subscription, sink) {
      if (closed) {
        // The request was still running when all other subscriptions were ended.
        sink.end(closeReasons.stopping);
        return () => undefined;
      }
      const { source, key } = subscription;
      const channel = channels.get(key) ?? open(subscription);
      if (channel instanceof StateChannel) return channel.add(sink);
      return channel.add(sink, source.kind === "events" ? source.start : 0, subscription.payer);
    },
    deliver(events) {
      for (const [topic, group] of groupedBy(events, ({ topic }) => topic))
        for (const channel of byTopic.get(topic) ?? []) channel.deliver(group);
    },
    dataChanged() {
      for (const channel of byTopic.get(dataTopic) ?? []) channel.deliver([]);
    },
    size: () => [...channels.values()].reduce((sum, channel) => sum + channel.size, 0),
    close(overMs) {
      closed = true;
      clearInterval(heartbeats);
      spreadOut(
        [...channels.values()].flatMap((channel) => channel.closers(closeReasons.stopping)),
        overMs,
      );
    },
    watch: pending.watch,
    queued: pending.queued,
    ended: pending.ended,
  };
}

/**
 * Answers share loaded rows across subscriptions: a context is reused until there is a newer event, and only for a short
 * time.
 */
function sharedContexts({
  createContext,
  position,
}: Pick<DeliveryOptions, "createContext" | "position">): Pick<Answering, "contextFor" | "forgetContext"> {
  let current: { context: Context; through: number; since: number } | undefined;
  return {
    contextFor(number) {
      const now = performance.now();
      if (current === undefined || number > current.through || now - current.since > cacheTtlMs)
        current = { context: createContext(), through: position() ?? 0, since: now };
      return current.context;
    },
    forgetContext() {
      current = undefined;
    },
  };
}
