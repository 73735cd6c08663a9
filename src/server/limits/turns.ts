/** Resolves when the client may run one task: one task per iteration of the event loop, round-robin over clients. */
export type Turn = (client: string) => Promise<void>;

export interface Turns {
  readonly turn: Turn;
  /** Call for each accepted connection; one that restarts after a declined upgrade counts once. */
  accepted(connection: object): void;
}

/** Longer texts are parsed in a turn: a thousand small values take 50 microseconds. */
export const maxShortText = 1_000;

/** After a task, accepting connections may take this many times as long before the next one starts. */
const acceptingFactor = 4;

/**
 * Turns of the event loop, so that other clients are served between tasks.
 *
 * libuv accepts one connection per iteration, in the order in which they were opened: with several milliseconds of work in
 * each, a client that opens hundreds of connections would delay the next client by seconds. So while connections are being
 * accepted, the next task waits, for a time in proportion to the previous task: a flood of connections slows tasks down but
 * does not stop them.
 *
 * @param now the time in milliseconds
 */
export function createTurns(now: () => number = () => performance.now()): Turns {
  /** In the order of their turns. */
  const clients = new Map<string, (() => void)[]>();
  const connections = new WeakSet<object>();
  let isScheduled = false;
  let wasAccepted = false;
  let acceptUntil = 0;
  const run = () => {
    if (wasAccepted && now() < acceptUntil) {
      wasAccepted = false;
      setImmediate(run);
      return;
    }
    wasAccepted = false;
    const [next] = clients;
    if (next === undefined) {
      isScheduled = false;
      return;
    }
    const [client, waiting] = next;
    clients.delete(client);
    const start = waiting.shift();
    if (waiting.length > 0) clients.set(client, waiting);
    const started = now();
    start?.();
    setImmediate(() => {
      const ended = now();
      acceptUntil = ended + acceptingFactor * (ended - started);
      run();
    });
  };
  return {
    turn: (client) =>
      new Promise((resolve) => {
        const waiting = clients.get(client);
        if (waiting) waiting.push(resolve);
        else clients.set(client, [resolve]);
        if (isScheduled) return;
        isScheduled = true;
        setImmediate(run);
      }),
    accepted(connection) {
      if (!connections.has(connection)) wasAccepted = true;
      connections.add(connection);
    },
  };
}
