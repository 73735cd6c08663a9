import type { Statement } from "./statement.js";

/** A prepared statement that returns one text, `data`, and that can run for several requests at once. */
export interface Batchable {
  readonly statement: Statement;
  /** Name to prepare it under. */
  readonly name: string;
  /** The maximum work of it, in cost units. */
  readonly cost: number;
  readonly batch: Batch;
}

/** The statement for several requests: takes an array for each value, and returns one row for each element, in order. */
export interface Batch {
  readonly text: string;
  readonly name: string;
  /** How many times in a row it took too long. */
  overruns: number;
  /** Until then (in milliseconds of `performance.now()`), its statements run alone: it failed, or took too long. */
  pausedUntil: number;
}

/** A row of a batchable statement. */
export interface Data {
  readonly data: string | null;
}
