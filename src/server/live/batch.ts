import { type Encoded, encode, type Message } from "./message.js";
import type { StreamFormat } from "./stream-formats.js";

/** Messages that are sent together. Encoded once for all clients. */
export class Batch {
  readonly messages: readonly Message[];
  /** Length of the JSON of all messages. */
  readonly jsonLength: number;
  readonly #encoded = new Map<StreamFormat, Encoded>();
  #payloads: readonly Buffer[] | undefined;

  constructor(messages: readonly Message[]) {
    this.messages = messages;
    this.jsonLength = messages.reduce((sum, { json }) => sum + json.length, 0);
  }

  /** Bytes in memory: the JSON and its encodings so far. */
  get bytes(): number {
    let bytes = this.jsonLength;
    for (const { chunk } of this.#encoded.values()) bytes += chunk.length;
    for (const payload of this.#payloads ?? []) bytes += payload.length;
    return bytes;
  }

  /** The number of the last event. */
  get last(): number {
    return this.messages.at(-1)?.number ?? 0;
  }

  encoded(format: StreamFormat): Encoded {
    let encoded = this.#encoded.get(format);
    if (encoded === undefined) {
      encoded = encode(this.messages.map((message) => format.next(message)).join(""));
      this.#encoded.set(format, encoded);
    }
    return encoded;
  }

  /** Each message's JSON as bytes, for transports that add their own framing. */
  get payloads(): readonly Buffer[] {
    this.#payloads ??= this.messages.map(({ json }) => Buffer.from(json));
    return this.#payloads;
  }

  /** The messages after an event number. */
  after(number: number): Batch {
    const [first] = this.messages;
    if (first === undefined || first.number > number) return this;
    return new Batch(this.messages.filter((message) => message.number > number));
  }
}
