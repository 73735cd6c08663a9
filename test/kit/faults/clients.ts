import { decodeCursor } from "../../../src/domain/lists/cursors.js";
import { eventPlaces } from "../../../src/domain/lists/places.js";
import { type Answered, eventSource, type Line, postedStream, type Transport, webSocket } from "./lines.js";
import { cursorAt, type Subscription } from "./queries.js";

/** An event as a client was told of it. */
export interface Received {
  readonly number: number;
  readonly payload: Record<string, unknown>;
}

/** A subscriber that remembers all it was told, and comes back with its last cursor however often it is cut. */
export interface Client {
  readonly subscription: Subscription;
  /** The number after which it began to listen. */
  readonly start: number;
  readonly received: readonly Received[];
  /** What must not happen: answers with errors, cursors that do not belong to their event. */
  readonly faults: readonly string[];
  /** Why the server ended its connections, where it said so: codes of errors, and of WebSocket closes. */
  readonly closeReasons: readonly (string | number)[];
  /** How many connections the server has taken. */
  connections(): number;
  /** Breaks the connection; it comes back by itself. */
  cut(): void;
  stopReading(): void;
  readOn(): void;
  /** Resolves when something holds that depends on what it was told, or on its connections. */
  until(holds: () => boolean, what: string): Promise<void>;
  leave(): void;
}

export interface ClientOptions {
  subscription: Subscription;
  /** Where the server is just now. */
  origin: () => string;
  transport: Transport;
  /** The number of the event after which it listens. */
  start: number;
  /** Whether it comes back at once after it was sent away, or waits to be asked. */
  returns?: boolean;
}

export const transports = [eventSource, webSocket, postedStream] as const;

/** Milliseconds until a broken connection is made anew: at first, and at most. */
const [firstPause, maxPause] = [10, 250];
/** Milliseconds that anything may take. */
const timeoutMs = 45_000;

export function follow({ subscription, origin, transport, start, returns = true }: ClientOptions): Client {
  const received: Received[] = [];
  const faults: string[] = [];
  const closeReasons: (string | number)[] = [];
  const watchers = new Set<() => void>();
  let cursor = cursorAt(subscription, start);
  let line: Line | undefined;
  let connections = 0;
  let pause = firstPause;
  let left = false;
  let again: NodeJS.Timeout | undefined;

  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  const receive = (answered: Answered, id: string | undefined) => {
    const payload = answered.data?.[subscription.field];
    if (payload === undefined || answered.errors !== undefined) {
      const [code] = answered.errors?.map(({ extensions }) => extensions?.code ?? "none") ?? [];
      if (code === "SLOW_SUBSCRIBER") closeReasons.push(code);
      else faults.push(`received ${JSON.stringify(answered)}`);
      return;
    }
    const given = String(payload["cursor"]);
    if (id !== undefined && id !== given) faults.push(`the id ${id} came with the cursor ${given}`);
    cursor = given;
    received.push({
      number: decodeCursor(["events", subscription.topic], eventPlaces, given, "after").id,
      payload,
    });
    notify();
  };
  const connect = () => {
    const { query, variables } = subscription;
    line = transport(
      { origin: origin(), query, variables, after: cursor },
      {
        accepted() {
          connections += 1;
          pause = firstPause;
          notify();
        },
        heard: receive,
        began(id) {
          if (id !== cursor) faults.push(`it was started at ${id} and not at ${cursor}`);
        },
        refused(errors) {
          const codes = errors.map(({ extensions }) => extensions?.code ?? "none");
          // A server whose database is away asks to be asked again.
          if (codes.some((code) => code !== "DATABASE_UNAVAILABLE"))
            faults.push(`refused with ${codes.join()}`);
        },
        closed(code) {
          line = undefined;
          if (left) return;
          if (code !== undefined && code !== 1006) closeReasons.push(code);
          if (code === 1011) faults.push("closed because of an unexpected error");
          if (returns || closeReasons.length === 0)
            again = setTimeout(connect, pause * (0.5 + Math.random()));
          pause = Math.min(2 * pause, maxPause);
          notify();
        },
      },
    );
  };
  connect();
  return {
    subscription,
    start,
    received,
    faults,
    closeReasons,
    connections: () => connections,
    cut: () => line?.cut(),
    stopReading: () => line?.stopReading(),
    readOn: () => line?.readOn(),
    until(holds, what) {
      return new Promise((resolve, reject) => {
        const finish = (end: () => void) => {
          clearTimeout(deadline);
          watchers.delete(look);
          end();
        };
        const look = () => {
          if (holds()) finish(resolve);
        };
        const deadline = setTimeout(
          () =>
            finish(() =>
              reject(
                new Error(
                  `A subscriber of ${subscription.topic} waited too long until ${what}. It received ${received.length} events, the last ${received.at(-1)?.number}; connections: ${connections}; faults: ${faults.join()}; close reasons: ${closeReasons.join()}.`,
                ),
              ),
            ),
          timeoutMs,
        );
        watchers.add(look);
        look();
      });
    },
    leave() {
      left = true;
      clearTimeout(again);
      line?.cut();
    },
  };
}
