import { startProgress } from "../../src/commands/progress.js";

/** What one operation took, over many runs. */
export interface Measurement {
  operation: string;
  /** How many papers the database holds. */
  size: number;
  /** Milliseconds from request to answer, HTTP and GraphQL included. */
  median: number;
  p99: number;
  /** Rows of the lists in one answer, at the median. */
  rows: number;
  /** SQL statements for one answer, at most. */
  statements: number;
  /** Milliseconds of CPU time of Postgres per request, its other processes included; undefined where the system does not say. */
  postgresCpu?: number | undefined;
  /** What the median must stay under, in milliseconds, and the 99th percentile; undefined where nothing is promised. */
  target?: { median: number; p99?: number } | undefined;
}

/** A question of an operation, asked over and over with other variables. */
export interface Operation {
  name: string;
  query: string;
  variables: readonly Record<string, unknown>[];
  target?: Measurement["target"];
}

export interface Asking {
  ask(query: string, variables: Record<string, unknown>): Promise<unknown>;
  /** How many statements were sent to the database since the last call. */
  takeStatements(): number;
  /** Seconds of CPU time that Postgres has used. */
  readPostgresTime?(): Promise<number | undefined>;
}

/** Asks every set of variables once to warm up, then again until there are `runs` measurements. */
export async function measure(
  { ask, takeStatements, readPostgresTime }: Asking,
  size: number,
  { name, query, variables, target }: Operation,
  runs: number,
): Promise<Measurement> {
  for (const each of variables) await ask(query, each);
  const times: number[] = [];
  const rows: number[] = [];
  let statements = 0;
  const before = await readPostgresTime?.();
  const progress = startProgress(`${size} papers: ${name}`, runs);
  for (let run = 0; run < runs; run++) {
    takeStatements();
    const started = performance.now();
    const answer = await ask(query, variables[run % variables.length] ?? {});
    times.push(performance.now() - started);
    rows.push(countRows(answer));
    statements = Math.max(statements, takeStatements());
    progress.update(run + 1);
  }
  progress.end();
  const after = await readPostgresTime?.();
  return {
    operation: name,
    size,
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    rows: quantile(rows, 0.5),
    statements,
    postgresCpu: before === undefined || after === undefined ? undefined : ((after - before) * 1_000) / runs,
    target,
  };
}

/** The smallest value that is not less than the given share of all. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How many things the lists of an answer hold, lists in lists included. */
function countRows(value: unknown): number {
  if (Array.isArray(value))
    return value.length + value.reduce<number>((sum, each) => sum + countRows(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => sum + countRows(each), 0);
}
