import type { Statement } from "./statement.js";

/** A prepared statement that returns one text, `data`, and that can run for several requests at once. */
export interface Batchable {
  readonly statement: Statement;
  /** Name to prepare it under. */
  readonly name: string;
  /** The maximum work of it, in cost units of 10 microseconds. */
  readonly cost: number;
  readonly batch: Batch;
}

/** The statement for several requests: takes an array for each value, and returns one row for each element, in order. */
export interface Batch {
  readonly text: string;
  readonly name: string;
  /** Whether Postgres has accepted it. It refuses a value whose type it would have to infer from the place of a parameter. */
  isValid: boolean;
}

/** A row of a batchable statement. */
export interface Data {
  readonly data: string | null;
}
