/** JSON text in place of `data` in a result. Written to the response verbatim. */
export class JsonText {
  /** Null if the data exceeded the size limit in Postgres. */
  readonly text: string | null;

  constructor(text: string | null) {
    this.text = text;
  }

  /** Parses the text, for consumers that serialize the result themselves. */
  toJSON(): unknown {
    return JSON.parse(this.text ?? "null");
  }
}
