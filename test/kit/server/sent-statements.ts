/** What some work sent to the database. */
interface Sent<T> {
  readonly result: T;
  readonly statements: readonly string[];
  /** How many of them ran for several requests. */
  readonly batches: number;
}

/** Runs work and collects the statements that it sends. */
export function sentTo(database: { readonly statements: readonly string[] }) {
  return async <T>(work: () => Promise<T>): Promise<Sent<T>> => {
    const before = database.statements.length;
    const result = await work();
    const sent = database.statements.slice(before).filter((text) => !text.startsWith("deallocate"));
    const batches = sent.filter((text) => text.includes("unnest((select $1::text[])")).length;
    return { result, statements: sent, batches };
  };
}
