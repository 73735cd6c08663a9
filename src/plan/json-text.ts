/** A JSON value as text, in place of `data` in a result: the response contains it as it is. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The value, for consumers that serialize the result themselves. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
