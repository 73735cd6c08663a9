import { setTimeout as delay } from "node:timers/promises";
import { pause } from "../async/abort.js";

/** Stages of a shutdown. Each signal aborts once, in this order. */
export interface Shutdown {
  /** Stop requested: start no new work. */
  readonly requested: AbortSignal;
  /** Running work has timed out: cut connections and cancel statements. */
  readonly cut: AbortSignal;
  /** Canceled work has timed out: stop waiting for it. */
  readonly abandoned: AbortSignal;
  /** The timeout is about to expire: kill remaining processes. */
  readonly overdue: AbortSignal;
}

/** When each stage begins, as a share of the timeout. At its end the process exits, whatever it is waiting for. */
const stages = { cut: 0.7, abandoned: 0.8, overdue: 0.9, exit: 1 } as const;

/**
 * One stop often arrives as several signals: the terminal or supervisor signals the whole process group, and npm forwards
 * its own. Signals after this window cut running work.
 */
const duplicateWindowMs = 1_000;

/**
 * Stops the process at SIGTERM, SIGINT or SIGHUP (sent by a closed terminal). Another signal more than a second later
 * cuts running work at once.
 *
 * @param timeoutMs milliseconds from the signal to the end of the process
 * @param exitCode used if the process has to be forced to exit
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
    await pause(timeoutMs * stages.cut, controllers.cut.signal);
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
  // A closed terminal or pipe must not end the process before it has cleaned up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return {
    requested: controllers.requested.signal,
    cut: controllers.cut.signal,
    abandoned: controllers.abandoned.signal,
    overdue: controllers.overdue.signal,
  };
}

/** Work was interrupted because the process is stopping. */
class InterruptedError extends Error {
  constructor() {
    super("Interrupted.");
    this.name = "InterruptedError";
  }
}
