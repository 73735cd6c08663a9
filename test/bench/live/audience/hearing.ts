/** Number of events that a client has received. */
export interface Client {
  readonly question: number;
  heard: number;
  /** When the latest came, as `instant()`. */
  heardAt: number;
  faulty: boolean;
}

/** Maximum number of reported faults. */
const mostFaults = 10;

/**
 * Checks that all who ask the same hear the same: the events in the order in which the first client heard them, none
 * left out and none twice. The order itself is checked with the cursors of the log.
 */
export class Hearing {
  readonly clients: Client[] = [];
  readonly faults: string[] = [];
  /** Events, heard by all clients together. */
  deliveries = 0;
  readonly #places: Map<string, number>[];

  constructor(questions: number) {
    this.#places = Array.from({ length: questions }, () => new Map());
  }

  join(question: number): Client {
    const client = { question, heard: 0, heardAt: 0, faulty: false };
    this.clients.push(client);
    return client;
  }

  /** @param at when the bytes came in which the event is */
  hear(client: Client, cursor: string, at: number): void {
    const places = this.#places[client.question] ?? new Map<string, number>();
    let place = places.get(cursor);
    if (place === undefined) {
      place = places.size;
      places.set(cursor, place);
    }
    if (place !== client.heard) this.fail(client, `heard event ${place} where ${client.heard} was to come`);
    client.heard = place + 1;
    client.heardAt = at;
    this.deliveries += 1;
  }

  fail(client: Client, message: string): void {
    client.faulty = true;
    if (this.faults.length < mostFaults) this.faults.push(message);
  }

  cursors(): string[][] {
    return this.#places.map((places) => [...places.keys()]);
  }

  /** How many clients have heard everything that there is for them. */
  complete(): number {
    return this.clients.filter(
      ({ question, heard, faulty }) => !faulty && heard === this.#places[question]?.size,
    ).length;
  }
}
