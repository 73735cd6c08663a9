import type { Database } from "../../db/database.js";

/** What a request spends time on; the names of metrics in its `Server-Timing` header. */
export type Phase = "plan" | "resolve" | "database" | "serialize";

/** How long a request takes and where. Time that it waits for a turn is in no phase. */
export class Timing {
  /** Whether the response had been kept, had to be made, or was made for another request at the same time. */
  cache: "hit" | "miss" | "shared" | undefined;
  readonly #spent = new Map<Phase, number>();
  readonly #phases: (Phase | undefined)[] = [];
  #statements = 0;
  #since = 0;

  /** Runs work in a phase; undefined for work that only waits. */
  during<Result>(phase: Phase | undefined, work: () => Result): Result {
    this.#settle();
    this.#phases.push(phase);
    let result: Result | undefined;
    try {
      result = work();
    } finally {
      if (!(result instanceof Promise)) this.#leave();
    }
    return result instanceof Promise ? (result.finally(() => this.#leave()) as Result) : result;
  }

  /** Counts the time of a statement, which may overlap with others. */
  async statement<T>(run: () => Promise<T>): Promise<T> {
    this.#settle();
    this.#statements += 1;
    try {
      return await run();
    } finally {
      this.#settle();
      this.#statements -= 1;
    }
  }

  #leave(): void {
    this.#settle();
    this.#phases.pop();
  }

  /** Adds the time since the last change to the phase that it was spent in. */
  #settle(): void {
    const now = performance.now();
    const phase = this.#statements > 0 ? "database" : this.#phases.at(-1);
    if (phase !== undefined) this.#spent.set(phase, (this.#spent.get(phase) ?? 0) + now - this.#since);
    this.#since = now;
  }

  /** The value of `Server-Timing`. @see https://www.w3.org/TR/server-timing/ */
  header(): string {
    const metrics = [...this.#spent].map(([phase, ms]) => `${phase};dur=${ms.toFixed(2)}`);
    return [...(this.cache === undefined ? [] : [`cache;desc="${this.cache}"`]), ...metrics].join(", ");
  }
}

/** Runs work in a phase of a request, whose time is counted if the request has a `Timing`. */
export function timed<Result>(
  timing: Timing | undefined,
  phase: Phase | undefined,
  work: () => Result,
): Result {
  return timing === undefined ? work() : timing.during(phase, work);
}

/** A database that counts the time of its statements. */
export function timedDatabase(db: Database, timing: Timing | undefined): Database {
  if (timing === undefined) return db;
  return Object.assign<Database, Pick<Database, "query" | "queryBatched" | "snapshot">>(Object.create(db), {
    query: (...given) => timing.statement(() => db.query(...given)),
    queryBatched: (...given) => timing.statement(() => db.queryBatched(...given)),
    snapshot: (...given) => timing.statement(() => db.snapshot(...given)),
  });
}
