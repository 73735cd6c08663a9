import { eventCursorKeys } from "../../../src/domain/lists/cursor-keys.js";
import { decodeCursor } from "../../../src/domain/lists/cursors.js";
import { type Answered, eventSource, type Line, postedStream, type Transport, webSocket } from "./lines.js";
import { cursorAt, type Subscription } from "./queries.js";

/** An event as received by a client. */
export interface Received {
  readonly number: number;
  readonly payload: Record<string, unknown>;
}

/** A subscriber that records all it receives, and resumes after its last cursor whenever disconnected. */
export interface Client {
  readonly subscription: Subscription;
  /** Number of the event after which it started. */
  readonly start: number;
  readonly received: readonly Received[];
  /** Violations: unexpected errors, cursors that do not match their event. */
  readonly faults: readonly string[];
  /** Error and WebSocket close codes with which the server ended its connections. */
  readonly closeReasons: readonly (string | number)[];
  /** Number of accepted connections. */
  connections(): number;
  /** Closes the connection; the client reconnects. */
  cut(): void;
  stopReading(): void;
  readOn(): void;
  /** Resolves once a condition on its events or connections holds. */
  until(holds: () => boolean, what: string): Promise<void>;
  leave(): void;
}

export interface ClientOptions {
  subscription: Subscription;
  /** Current origin of the server. */
  origin: () => string;
  transport: Transport;
  /** Number of the event after which to start. */
  start: number;
  /** Whether it reconnects after the server has ended its subscription. */
  returns?: boolean;
}

export const transports = [eventSource, webSocket, postedStream] as const;

/** Milliseconds before reconnecting: first and maximum. */
const [firstPause, maxPause] = [10, 250];
/** Timeout of any condition. */
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
      number: decodeCursor(["events", subscription.topic], eventCursorKeys, given, "after").id,
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
          // Retryable.
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
