import type { Keys } from "./keys.js";

/** The server under attack. */
export interface AttackedApi {
  readonly host: string;
  readonly port: number;
  /** Address the attacker connects from. */
  readonly localAddress: string;
  readonly keys: Keys;
  /** The server's write token, for attacks that need events, which anonymous clients cannot cause. */
  readonly token: string;
  /** Settings of the server, for attacks that start their own servers. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The server under attack, and where the attacker records outcomes. */
export interface Target extends AttackedApi {
  /** Aborts when the attack's time is up. */
  readonly signal: AbortSignal;
  /** Records an outcome: `200`, `400 QUERY_TOO_COSTLY`, `cut`. */
  tally(outcome: string, count?: number): void;
  /** Records a violation, which fails the run. */
  missed(what: string): void;
}

export interface Attack {
  /** `K1` to `K15`, or a name. */
  readonly id: string;
  readonly title: string;
  /** Maximum duration. */
  readonly seconds: number;
  /** Runs in its own process until it completes or the target's signal aborts. */
  readonly run: (target: Target) => Promise<void>;
}

/** Text repeated with its index, separated by spaces. */
export function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(" ");
}
