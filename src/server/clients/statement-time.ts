/** A request has used up the time that its statements may run. */
export class StatementTimeError extends Error {
  readonly code = "STATEMENT_TIME_EXCEEDED";

  constructor(limitMs: number) {
    super(`The statements of this request ran for more than ${limitMs} ms together.`);
    this.name = "StatementTimeError";
  }
}

/** How often running statements are checked: a timer per statement costs as much as the rest of this room. */
const checkIntervalMs = 100;

/** Adds up how long the statements of one request run, in milliseconds; two that run at once count twice. */
export class StatementTime {
  /** Requests with running statements: not more than there are connections. */
  static readonly #active = new Set<StatementTime>();
  static #timer: NodeJS.Timeout | undefined;

  readonly #limitMs: number;
  readonly #onExceeded: (error: Error) => void;
  #usedMs = 0;
  #running = 0;
  #started = 0;
  #since = 0;

  /** @param onExceeded called when the limit is reached */
  constructor(limitMs: number, onExceeded: (error: Error) => void) {
    this.#limitMs = limitMs;
    this.#onExceeded = onExceeded;
  }

  start(): void {
    this.#add();
    this.#running += 1;
    this.#started += 1;
    if (this.#running > 1) return;
    StatementTime.#active.add(this);
    StatementTime.#timer ??= setInterval(StatementTime.#checkAll, checkIntervalMs).unref();
  }

  end(): void {
    this.#add();
    this.#running -= 1;
    if (this.#running === 0) StatementTime.#active.delete(this);
    if (this.#usedMs >= this.#limitMs) this.#onExceeded(new StatementTimeError(this.#limitMs));
  }

  static readonly #checkAll = (): void => {
    for (const each of StatementTime.#active) each.#check();
    if (StatementTime.#active.size > 0) return;
    clearInterval(StatementTime.#timer);
    StatementTime.#timer = undefined;
  };

  #check(): void {
    this.#add();
    // A statement that is the only one is Postgres' to end.
    if (this.#started > 1 && this.#usedMs >= this.#limitMs)
      this.#onExceeded(new StatementTimeError(this.#limitMs));
  }

  #add(): void {
    const now = performance.now();
    this.#usedMs += this.#running * (now - this.#since);
    this.#since = now;
  }
}
