import { setTimeout as delay } from "node:timers/promises";

/** How a process that is asked to stop does so. Each signal aborts once, in this order. */
export interface Shutdown {
  /** The process was asked to stop: begin nothing new. */
  readonly requested: AbortSignal;
  /** Running work has had its time: cut connections and cancel statements. */
  readonly cut: AbortSignal;
  /** What was cut has had time to end: wait for it no longer. */
  readonly abandoned: AbortSignal;
  /** The process is about to exceed its timeout: kill what still runs. */
  readonly overdue: AbortSignal;
}

/** When each stage begins, as a share of the timeout. At its end the process exits, whatever it is waiting for. */
const stages = { cut: 0.7, abandoned: 0.8, overdue: 0.9, exit: 1 } as const;

/**
 * A signal often arrives more than once: from the terminal or supervisor, which signals the whole process group, and from
 * npm, which passes on its own. Later ones are taken for impatience.
 */
const duplicateWindowMs = 1_000;

/**
 * Stops the process at SIGTERM, SIGINT, or SIGHUP, which a closed terminal sends. Another signal more than a second later
 * cuts running work at once.
 *
 * @param timeoutMs milliseconds from the signal within which the process is to end
 * @param exitCode of a process whose work was interrupted, should it have to be ended
 */
export function handleSignals(timeoutMs: number, exitCode: number): Shutdown {
  const controllers = {
    requested: new AbortController(),
    cut: new AbortController(),
    abandoned: new AbortController(),
    overdue: new AbortController(),
  };
  let requestedAt = 0;
  const stop = async () => {
    controllers.requested.abort(new InterruptedError());
    await delay(timeoutMs * stages.cut, undefined, { signal: controllers.cut.signal }).catch(() => undefined);
    controllers.cut.abort(new InterruptedError());
    await delay(timeoutMs * (stages.abandoned - stages.cut));
    controllers.abandoned.abort(new InterruptedError());
    await delay(timeoutMs * (stages.overdue - stages.abandoned));
    controllers.overdue.abort(new InterruptedError());
    await delay(timeoutMs * (stages.exit - stages.overdue));
    process.exit(exitCode);
  };
  const onSignal = () => {
    if (!controllers.requested.signal.aborted) {
      requestedAt = performance.now();
      void stop();
    } else if (performance.now() - requestedAt > duplicateWindowMs)
      controllers.cut.abort(new InterruptedError());
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
  // A closed terminal, or a reader that has gone, must not end the process before it has cleaned up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return {
    requested: controllers.requested.signal,
    cut: controllers.cut.signal,
    abandoned: controllers.abandoned.signal,
    overdue: controllers.overdue.signal,
  };
}

/** The process was asked to stop. */
export class InterruptedError extends Error {
  constructor() {
    super("Interrupted.");
    this.name = "InterruptedError";
  }
}
