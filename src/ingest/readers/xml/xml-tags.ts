/** A token of an XML file. Positions refer to the current buffer. */
export type XmlMark =
  | { kind: "open" | "close" | "empty"; name: string; start: number; end: number }
  /** `<?xml …?>` */
  | { kind: "document"; start: number }
  /** First byte of text other than white space between tags. */
  | { kind: "text"; start: number };

/** Tags of arXiv have some 300 bytes; longer ones are treated as text. */
const maxTagLength = 64 * 1024;

const [lessThan, greaterThan, openBracket, closeBracket] = [0x3c, 0x3e, 0x5b, 0x5d];
const [slash, bang, question, singleQuote, doubleQuote] = [0x2f, 0x21, 0x3f, 0x27, 0x22];

/**
 * Finds the tags of XML without interpreting them. Skips comments, CDATA sections, processing instructions and declarations,
 * and ignores entities. Works on bytes, because the structural characters of XML are ASCII.
 */
export class XmlTags {
  /** Terminator of the current comment, section or instruction. */
  #until: Buffer | undefined;
  /** Next terminator of the declarations opened by `<!DOCTYPE … [`: `]`, then `>`. */
  #declarations: number | undefined;
  /** Number of bytes processed of the last buffer; the rest must be passed again, followed by more. */
  done = 0;

  /** Whether the input so far ends within a comment, section or instruction. */
  get inside(): boolean {
    return this.#until !== undefined;
  }

  *scan(buffer: Buffer): Generator<XmlMark> {
    for (let at = 0; ; ) {
      if (this.#until !== undefined) {
        const found = buffer.indexOf(this.#until, at);
        if (found < 0) {
          this.done = Math.max(at, buffer.length - this.#until.length + 1);
          return;
        }
        at = found + this.#until.length;
        this.#until = undefined;
      }
      const next = buffer.indexOf(lessThan, at);
      const start = next < 0 ? buffer.length : next;
      const text = firstVisible(buffer, this.#passDeclarations(buffer, at, start), start);
      if (text >= 0) yield { kind: "text", start: text };
      this.done = start;
      const markup = next < 0 ? undefined : markupAt(buffer, start);
      if (markup === undefined) return;
      if (markup.mark) yield markup.mark;
      this.#until = markup.until;
      if (markup.opens) this.#declarations = closeBracket;
      at = markup.end;
      this.done = at;
    }
  }

  /** Skips the content of declarations. @returns its end */
  #passDeclarations(buffer: Buffer, from: number, to: number): number {
    let at = from;
    for (const last of [closeBracket, greaterThan]) {
      if (this.#declarations !== last) continue;
      const found = buffer.subarray(at, to).indexOf(last);
      if (found < 0) return to;
      at += found + 1;
      this.#declarations = last === closeBracket ? greaterThan : undefined;
    }
    return at;
  }
}

interface Markup {
  mark?: XmlMark;
  until?: Buffer;
  /** Declarations follow. */
  opens?: boolean;
  end: number;
}

const passedOver = ["<!--|-->", "<![CDATA[|]]>", "<?|?>"].map((pair) => {
  const [opening = "", closing = ""] = pair.split("|");
  return { opening: Buffer.from(opening), closing: Buffer.from(closing) };
});

/** Parses markup at a `<`; undefined if the buffer ends before its kind is known. */
function markupAt(buffer: Buffer, start: number): Markup | undefined {
  const next = buffer[start + 1];
  if (next === undefined) return undefined;
  if (next === bang || next === question) {
    for (const { opening, closing } of passedOver) {
      const there = buffer.subarray(start, start + opening.length);
      if (!opening.subarray(0, there.length).equals(there)) continue;
      const head = buffer.toString("latin1", start, start + 6);
      if (there.length < opening.length || (next === question && head.length < 6)) return undefined;
      return {
        ...(/^<\?xml\s$/.test(head) ? { mark: { kind: "document", start } } : {}),
        until: closing,
        end: start + opening.length,
      };
    }
    return declarationAt(buffer, start);
  }
  return next === slash || isNameStart(next)
    ? tagAt(buffer, start)
    : { mark: { kind: "text", start }, end: start + 1 };
}

/** `<!DOCTYPE …>`, or up to its `[`, which declarations follow. */
function declarationAt(buffer: Buffer, start: number): Markup | undefined {
  const limit = Math.min(buffer.length, start + maxTagLength);
  const last = outsideQuotes(buffer, start, limit, [greaterThan, openBracket]);
  if (last !== undefined) return { end: last + 1, opens: buffer[last] === openBracket };
  return limit < buffer.length ? { end: limit } : undefined;
}

function tagAt(buffer: Buffer, start: number): Markup | undefined {
  // A tag cannot contain `<`, not even in quotes. Then this is not a tag, but the next `<` may begin one.
  const next = buffer.indexOf(lessThan, start + 1);
  const limit = Math.min(next < 0 ? buffer.length : next, start + maxTagLength);
  const last = outsideQuotes(buffer, start, limit, [greaterThan]);
  if (last === undefined)
    return limit < buffer.length ? { mark: { kind: "text", start }, end: limit } : undefined;
  const closes = buffer[start + 1] === slash;
  const kind = closes ? "close" : buffer[last - 1] === slash ? "empty" : "open";
  const name = nameAt(buffer, start + (closes ? 2 : 1), last);
  return { mark: { kind, name, start, end: last + 1 }, end: last + 1 };
}

/** Index of the first of these bytes outside quotes, before a limit. */
function outsideQuotes(
  buffer: Buffer,
  start: number,
  limit: number,
  wanted: readonly number[],
): number | undefined {
  let quote = 0;
  for (let index = start + 1; index < limit; index += 1) {
    const byte = buffer[index] ?? 0;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === singleQuote || byte === doubleQuote) quote = byte;
    else if (wanted.includes(byte)) return index;
  }
  return undefined;
}

/** Without its prefix, which files choose freely. */
function nameAt(buffer: Buffer, from: number, to: number): string {
  const [name = ""] = buffer.toString("latin1", from, Math.min(to, from + 200)).split(/[\s/>]/, 1);
  return name.slice(name.indexOf(":") + 1);
}

function isNameStart(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte >= 0x80;
}

/** Skips white space and byte order marks. */
function firstVisible(buffer: Buffer, from: number, to: number): number {
  for (let index = from; index < to; index += 1) {
    const byte = buffer[index] ?? 0;
    if (byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) return index;
  }
  return -1;
}
