import type { Load } from "./load.js";
import type { Question } from "./questions.js";

/** A server that is asked the questions. */
export interface Peer {
  readonly name: string;
  /** What its figures are compared by; the rows of others are only shown. */
  readonly kind: "limit" | "postgraphile" | "papergraph" | "other";
  /** Whether it keeps responses. */
  readonly cache: boolean;
  readonly pid: number | undefined;
  load(question: Question): Pick<Load, "url" | "bodies">;
  /** The data of a response in the form of papergraph's, for peers that have another schema. */
  read?(question: Question, data: unknown, round: Question["rounds"][number]): unknown;
}
