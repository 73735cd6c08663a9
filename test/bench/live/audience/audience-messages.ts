/** A subscription as a client asks for it. Its events have to have a `cursor`. */
export interface Question {
  query: string;
  variables: Record<string, unknown>;
}

export type Transport = "sse" | "websocket";

/** What the bench asks of the process in which the clients are. */
export type AudienceRequest =
  | {
      kind: "open";
      /** Where the server listens, on this machine. */
      port: number;
      transport: Transport;
      /** How many clients; they ask the questions in turn. */
      count: number;
      questions: Question[];
    }
  /** Answered when all clients have received this many events since the beginning, by query, or when no more arrive. */
  | { kind: "settle"; expected: number[] };

export type AudienceAnswer =
  | { kind: "connected"; count: number }
  | { kind: "opened" }
  | { kind: "settled"; settled: Settled }
  | { kind: "failed"; message: string };

export interface Settled {
  /** The cursors of the events, by question, in the order in which they were first heard. */
  heard: string[][];
  /** How many clients have heard all of these in this order, and each once. */
  complete: number;
  /** What went wrong, the first few. */
  faults: string[];
  /** When each client heard its latest event, as `instant()`. */
  heardAt: Float64Array;
}
