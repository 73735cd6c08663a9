import type { Database, Queryable } from "../../../src/db/database.js";

/** A database that is lost at one step, as for a process that is killed there. */
export interface MortalDatabase {
  readonly db: Database;
  hasDied(): boolean;
  /** Number of steps so far. */
  steps(): number;
}

/**
 * @param lastStep the step, from 1 on, after which nothing works; statements and commits are steps
 * @param learns whether the process learns of the last step if it is a statement outside of transactions
 */
export function mortal(db: Database, lastStep: number, learns = true): MortalDatabase {
  let steps = 0;
  const step = () => {
    if (steps >= lastStep) throw new Error("The process has been killed.");
    steps += 1;
  };
  const counted = (queryable: Queryable): Queryable["query"] =>
    async function query(...given) {
      step();
      return queryable.query(...given);
    };
  const isDead = () => steps >= lastStep;
  return {
    hasDied: isDead,
    steps: () => steps,
    db: {
      ...db,
      async query(statement, name) {
        const rows = await counted(db)(statement, name);
        if (isDead() && !learns) throw new Error("The process has been killed.");
        return rows as never;
      },
      async independentTransaction(work) {
        const result = await db.independentTransaction(async (transaction) => {
          const found = await work({ ...transaction, query: counted(transaction) });
          // The commit.
          step();
          return found;
        });
        // It is committed, but nobody learns of it.
        if (isDead()) throw new Error("The process has been killed.");
        return result;
      },
    },
  };
}
