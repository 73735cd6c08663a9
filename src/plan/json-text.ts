/** A JSON value as text, in place of `data` in a result: the response contains it as it is. */
export class JsonText {
  /** Null if it exceeds the limit that Postgres checked. */
  readonly text: string | null;

  constructor(text: string | null) {
    this.text = text;
  }

  /** The value, for consumers that serialize the result themselves. */
  toJSON(): unknown {
    return JSON.parse(this.text ?? "null");
  }
}
