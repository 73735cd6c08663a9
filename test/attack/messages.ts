import type { AttackedApi } from "./attack.js";

/** Sent to the process of an attack. */
export interface AttackOrder extends AttackedApi {
  readonly id: string;
}

/** Sent by the process of an attack, twice per second and at its end. */
export interface AttackReport {
  readonly outcomes: readonly (readonly [outcome: string, count: number])[];
  readonly missed: readonly string[];
  readonly over: boolean;
}

/** Sent to the probe: starts or ends a series. */
export type ProbeOrder =
  | { readonly start: true; readonly host: string; readonly port: number; readonly localAddress: string }
  | { readonly start: false };

/** Results of a series of the probe. Times in milliseconds. */
export interface ProbeReport {
  /** Response times, including refusals; for requests without a response, the time waited. */
  readonly times: readonly number[];
  readonly unanswered: number;
  /** Responses without the data, by status and code. */
  readonly refused: readonly (readonly [outcome: string, count: number])[];
}
