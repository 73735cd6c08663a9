/** A request has used up the time that its statements may run. */
export class StatementTimeError extends Error {
  readonly code = "STATEMENT_TIME_EXCEEDED";

  constructor(limitMs: number) {
    super(`The statements of this request ran for more than ${limitMs} ms together.`);
    this.name = "StatementTimeError";
  }
}

/** Adds up how long the statements of one request run, in milliseconds; two that run at once count twice. */
export class StatementTime {
  readonly #limitMs: number;
  readonly #onExceeded: (error: Error) => void;
  #usedMs = 0;
  #running = 0;
  #started = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onExceeded called once, when the limit is reached */
  constructor(limitMs: number, onExceeded: (error: Error) => void) {
    this.#limitMs = limitMs;
    this.#onExceeded = onExceeded;
  }

  start(): void {
    this.#add();
    this.#running += 1;
    this.#started += 1;
    this.#timer ??= setTimeout(this.#check, this.#leftMs);
  }

  end(): void {
    this.#add();
    this.#running -= 1;
    if (this.#usedMs >= this.#limitMs) this.#exceed();
    else if (this.#running === 0) this.#stop();
  }

  get #leftMs(): number {
    // A few that run at once use it up sooner than one: the timer comes early and is set again.
    return Math.max(1, (this.#limitMs - this.#usedMs) / Math.max(this.#running, expectedParallel));
  }

  readonly #check = (): void => {
    this.#timer = undefined;
    // A statement that is the only one is Postgres' to end.
    if (this.#started === 1) return;
    this.#add();
    if (this.#usedMs >= this.#limitMs) this.#exceed();
    else if (this.#running > 0) this.#timer = setTimeout(this.#check, this.#leftMs);
  };

  #exceed(): void {
    this.#stop();
    this.#onExceeded(new StatementTimeError(this.#limitMs));
  }

  #add(): void {
    const now = performance.now();
    this.#usedMs += this.#running * (now - this.#since);
    this.#since = now;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

const expectedParallel = 4;
