/** Work in progress that several requests wait for. */
interface Flight<Result> {
  readonly startedAt: number;
  readonly outcome: Promise<Result>;
  readonly stop: AbortController;
  waiting: number;
}

/** Runs equal work once at a time. */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /**
   * Waits for the work of a key, and starts it unless it is running. It goes on while anyone waits.
   *
   * @param signal ends the waiting of this caller: the promise then rejects
   * @param maxAgeMs how long ago running work may have started to be waited for
   * @returns the result, and whether this call started the work
   */
  async join(
    key: string,
    signal: AbortSignal,
    maxAgeMs: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ result: Result; isOwn: boolean }> {
    signal.throwIfAborted();
    const running = this.#flights.get(key);
    const isOwn = running === undefined || performance.now() - running.startedAt >= maxAgeMs;
    const flight = isOwn ? this.#start(key, work) : running;
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          this.#forget(key, flight);
          flight.stop.abort();
        }
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      flight.outcome
        .then((result) => resolve({ result, isOwn }), reject)
        .finally(() => signal.removeEventListener("abort", leave));
    });
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const stop = new AbortController();
    const outcome = work(stop.signal).finally(() => this.#forget(key, flight));
    const flight: Flight<Result> = { startedAt: performance.now(), outcome, stop, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #forget(key: string, flight: Flight<Result>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
