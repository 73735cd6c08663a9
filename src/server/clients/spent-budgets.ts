import type { Budget } from "./charge.js";

type Spent = Omit<Budget, "limit">;

/** Milliseconds for which a budget is remembered: other processes may have charged or given back units since. */
const maxAgeMs = 1_000;

/** Budgets that refused an operation, so that a client that keeps sending larger ones costs no statement each. */
export class SpentBudgets {
  readonly #maxKeys: number;
  readonly #budgets = new Map<string, Spent & { readonly since: number }>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  get(key: string): Spent | undefined {
    const budget = this.#budgets.get(key);
    if (budget === undefined) return undefined;
    const age = performance.now() - budget.since;
    if (age < Math.min(maxAgeMs, budget.resetMs))
      return { remaining: budget.remaining, resetMs: budget.resetMs - age };
    this.#budgets.delete(key);
    return undefined;
  }

  set(key: string, { remaining, resetMs }: Spent): void {
    if (this.#budgets.size >= this.#maxKeys) this.#budgets.clear();
    this.#budgets.set(key, { remaining, resetMs, since: performance.now() });
  }
}

/** Runs work with the same key one after another, in call order. Retains nothing once all work of a key has ended. */
export function oneAtATimePerKey(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = last.get(key);
    const next = before === undefined ? work() : before.then(work);
    const ended = next.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, ended);
    void ended.then(() => {
      if (last.get(key) === ended) last.delete(key);
    });
    return next;
  };
}
