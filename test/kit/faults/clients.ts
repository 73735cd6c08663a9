import { decodeCursor } from "../../../src/domain/lists/cursors.js";
import { eventPlaces } from "../../../src/domain/lists/places.js";
import { type Answered, eventSource, type Line, postedStream, type Transport, webSocket } from "./lines.js";
import { cursorAt, type Question } from "./queries.js";

/** An event as a client was told of it. */
export interface Told {
  readonly number: number;
  readonly payload: Record<string, unknown>;
}

/** A subscriber that remembers all it was told, and comes back with its last cursor however often it is cut. */
export interface Client {
  readonly question: Question;
  /** The number after which it began to listen. */
  readonly start: number;
  readonly told: readonly Told[];
  /** What must not happen: answers with errors, cursors that do not belong to their event. */
  readonly faults: readonly string[];
  /** Why the server ended its connections, where it said so: codes of errors, and of WebSocket closes. */
  readonly endings: readonly (string | number)[];
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
  question: Question;
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
const patience = 45_000;

export function follow({ question, origin, transport, start, returns = true }: ClientOptions): Client {
  const told: Told[] = [];
  const faults: string[] = [];
  const endings: (string | number)[] = [];
  const watchers = new Set<() => void>();
  let cursor = cursorAt(question, start);
  let line: Line | undefined;
  let connections = 0;
  let pause = firstPause;
  let left = false;
  let again: NodeJS.Timeout | undefined;

  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  const hear = (answered: Answered, id: string | undefined) => {
    const payload = answered.data?.[question.field];
    if (payload === undefined || answered.errors !== undefined) {
      const [code] = answered.errors?.map(({ extensions }) => extensions?.code ?? "none") ?? [];
      if (code === "SLOW_SUBSCRIBER") endings.push(code);
      else faults.push(`told ${JSON.stringify(answered)}`);
      return;
    }
    const given = String(payload["cursor"]);
    if (id !== undefined && id !== given) faults.push(`the id ${id} came with the cursor ${given}`);
    cursor = given;
    told.push({ number: decodeCursor(["events", question.topic], eventPlaces, given, "after").id, payload });
    notify();
  };
  const connect = () => {
    const { query, variables } = question;
    line = transport(
      { origin: origin(), query, variables, after: cursor },
      {
        accepted() {
          connections += 1;
          pause = firstPause;
          notify();
        },
        heard: hear,
        began(id) {
          if (id !== cursor) faults.push(`it was told to begin at ${id} and not at ${cursor}`);
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
          if (code !== undefined && code !== 1006) endings.push(code);
          if (code === 1011) faults.push("closed because of an unexpected error");
          if (returns || endings.length === 0) again = setTimeout(connect, pause * (0.5 + Math.random()));
          pause = Math.min(2 * pause, maxPause);
          notify();
        },
      },
    );
  };
  connect();
  return {
    question,
    start,
    told,
    faults,
    endings,
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
                  `A subscriber of ${question.topic} waited too long until ${what}. It was told ${told.length} events, the last ${told.at(-1)?.number}; connections: ${connections}; faults: ${faults.join()}; endings: ${endings.join()}.`,
                ),
              ),
            ),
          patience,
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
