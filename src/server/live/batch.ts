/** One answer to a subscription, told to everybody who asked for the same. */
export interface Message {
  /** The number of its event; 0 for a state, which has none. */
  readonly number: number;
  /** What a client hands back to go on after it; null for a state. */
  readonly cursor: string | null;
  /** The result of the execution as JSON, in one line. */
  readonly json: string;
}

/** Messages that are sent together. What goes over the wire is made once, however many clients get it. */
export class Batch {
  readonly messages: readonly Message[];
  #stream: Buffer | undefined;
  #payloads: readonly Buffer[] | undefined;

  constructor(messages: readonly Message[]) {
    this.messages = messages;
  }

  /** As server-sent events, each with its cursor as the id by which a browser resumes. */
  get stream(): Buffer {
    this.#stream ??= Buffer.from(
      this.messages
        .map(
          ({ cursor, json }) => `${cursor === null ? "" : `id: ${cursor}\n`}event: next\ndata: ${json}\n\n`,
        )
        .join(""),
    );
    return this.#stream;
  }

  /** Each message's JSON in bytes, for a transport that puts something of its own around it. */
  get payloads(): readonly Buffer[] {
    this.#payloads ??= this.messages.map(({ json }) => Buffer.from(json));
    return this.#payloads;
  }

  /** What of it comes after a number. */
  after(number: number): Batch {
    const [first] = this.messages;
    if (first === undefined || first.number > number) return this;
    return new Batch(this.messages.filter((message) => message.number > number));
  }
}
