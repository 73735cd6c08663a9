import type { Keys } from "./keys.js";

/** A server as an attacker sees it, and where the attacker notes what came of it. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Address that the attacker connects from. */
  readonly localAddress: string;
  readonly keys: Keys;
  /** The server's write token: for attacks that need events, which an anonymous client cannot cause but a feed does. */
  readonly token: string;
  /** Settings of the server, for attacks that start servers of their own. */
  readonly settings: Readonly<Record<string, string>>;
  /** Aborted when the attack's time is over. */
  readonly signal: AbortSignal;
  /** Notes what the attacker saw: `200`, `400 QUERY_TOO_COSTLY`, `cut`. */
  tally(outcome: string, count?: number): void;
  /** Notes something that must not be. The run fails. */
  missed(what: string): void;
}

export interface Attack {
  /** `K1` for those of the issue, else a name. */
  readonly id: string;
  readonly title: string;
  /** Maximum duration. */
  readonly seconds: number;
  /** Runs in a process of its own until it is through or the target's signal is aborted. */
  readonly run: (target: Target) => Promise<void>;
}

/** Text repeated with its index, separated by spaces. */
export function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(" ");
}
