/** The statements of a request exceeded their total time limit. */
class StatementTimeError extends Error {
  readonly code = "STATEMENT_TIME_EXCEEDED";

  constructor(limitMs: number) {
    super(`The statements of this request exceeded ${limitMs} ms in total.`);
    this.name = "StatementTimeError";
  }
}

/** Milliseconds between checks of running statements. A timer per statement would double the overhead of scheduling. */
const checkIntervalMs = 100;

/** Total run time of the statements of one request, in milliseconds; concurrent statements are added up. */
export class StatementTime {
  /** Requests with running statements; bounded by the number of connections, and of statements in a batch. */
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
    // A single statement is left to the statement timeout of Postgres.
    if (this.#started > 1 && this.#usedMs >= this.#limitMs)
      this.#onExceeded(new StatementTimeError(this.#limitMs));
  }

  #add(): void {
    const now = performance.now();
    this.#usedMs += this.#running * (now - this.#since);
    this.#since = now;
  }
}
