/** Work in progress that several requests wait for. */
interface Flight<Result> {
  readonly client: string;
  readonly startedAt: number;
  readonly outcome: Promise<Result>;
  readonly stop: AbortController;
  waiting: number;
}

/** A request that waits for work. */
export interface Waiting {
  readonly client: string;
  /** Ends the waiting: the promise then rejects. */
  readonly signal: AbortSignal;
  /** How long ago running work may have started to be waited for, in milliseconds. */
  readonly maxAgeMs: number;
}

/**
 * Milliseconds to wait for the work of another client. It takes that client's turns, and must not be delayed by what else that
 * client has asked for.
 */
const maxWaitForOthersMs = 100;

/** Runs equal work once at a time. */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /**
   * Waits for the work of a key, and starts it unless it is running. It goes on while anyone waits.
   *
   * @returns the result, and whether this call started the work
   */
  async join(
    key: string,
    { client, signal, maxAgeMs }: Waiting,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ result: Result; isOwn: boolean }> {
    signal.throwIfAborted();
    const running = this.#flights.get(key);
    if (running !== undefined && performance.now() - running.startedAt < maxAgeMs) {
      const maxWaitMs = running.client === client ? undefined : maxWaitForOthersMs;
      const shared = await this.#wait(key, running, signal, maxWaitMs);
      if (shared !== undefined) return { ...shared, isOwn: false };
    }
    const own = this.#start(key, client, work);
    const { result } = (await this.#wait(key, own, signal)) as { result: Result };
    return { result, isOwn: true };
  }

  /** @returns undefined if it takes longer than `maxWaitMs` */
  #wait(
    key: string,
    flight: Flight<Result>,
    signal: AbortSignal,
    maxWaitMs?: number,
  ): Promise<{ result: Result } | undefined> {
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      };
      const leave = () => {
        settle();
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        this.#forget(key, flight);
        flight.stop.abort();
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const giveUp = () => {
        leave();
        resolve(undefined);
      };
      const timer = maxWaitMs === undefined ? undefined : setTimeout(giveUp, maxWaitMs);
      signal.addEventListener("abort", abort, { once: true });
      flight.outcome.then((result) => resolve({ result }), reject).finally(settle);
    });
  }

  #start(key: string, client: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const stop = new AbortController();
    const outcome = work(stop.signal).finally(() => this.#forget(key, flight));
    const flight: Flight<Result> = { client, startedAt: performance.now(), outcome, stop, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #forget(key: string, flight: Flight<Result>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
