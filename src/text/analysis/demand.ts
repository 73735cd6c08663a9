import type { Condition } from "./tsquery.js";

export interface RankedTerm {
  readonly term: string;
  readonly weight: number;
}

/** A word or phrase of a search text. */
export interface Demand {
  readonly condition: Condition;
  readonly terms: readonly RankedTerm[];
  /** Whether a query with other words ignores it. */
  readonly common: boolean;
}
