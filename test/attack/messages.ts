import type { Keys } from "./keys.js";

/** What the process of an attack gets. */
export interface AttackOrder {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
  readonly keys: Keys;
  readonly token: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What the process of an attack reports, twice a second and at its end. */
export interface AttackReport {
  readonly outcomes: readonly (readonly [outcome: string, count: number])[];
  readonly missed: readonly string[];
  readonly over: boolean;
}

/** What the probe gets: begin a new series, or end it. */
export type ProbeOrder =
  | { readonly start: true; readonly host: string; readonly port: number; readonly localAddress: string }
  | { readonly start: false };

/** What the probe saw in a series. Times in milliseconds. */
export interface ProbeReport {
  /** Times of answers, refusals included; for unanswered requests the time waited. */
  readonly times: readonly number[];
  readonly unanswered: number;
  /** Answers other than the data, by status and code. */
  readonly refused: readonly (readonly [outcome: string, count: number])[];
}
