/** One payload, delivered to all subscribers with the same subscription. */
export interface Message {
  /** The number of its event; 0 for a state, which has none. */
  readonly number: number;
  /** Cursor to resume after this event; null for a state. */
  readonly cursor: string | null;
  /** The result of the execution as JSON, in one line. */
  readonly json: string;
}

/** A batch encoded for a response body. */
export interface Encoded {
  readonly body: Buffer;
  /** The body framed as an HTTP/1.1 chunk (RFC 9112, section 7.1), in the same memory. */
  readonly chunk: Buffer;
}

export function encode(text: string): Encoded {
  const length = Buffer.byteLength(text);
  const size = `${length.toString(16)}\r\n`;
  const chunk = Buffer.from(`${size}${text}\r\n`);
  return { chunk, body: chunk.subarray(size.length, size.length + length) };
}
