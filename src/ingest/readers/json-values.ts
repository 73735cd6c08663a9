import { isAscii, isUtf8 } from "node:buffer";

/** A piece of JSON input: one record, or the reason why there is none here. */
export type JsonPiece =
  | { record: number; byte: number; value: unknown }
  | { record: number; byte: number; problem: string };

/** Larger than any paper; a record that grows beyond it is a file that lost its structure. */
const largestRecord = 32 * 1024 * 1024;

/** The paper of 3,303 authors has some 7,000 lists and objects; millions in a record would take 100 times its size. */
const mostValues = 500_000;

/** A list or object takes two bytes at least: a line of so many has no more of them than a record may have. */
const longestLine = 2 * mostValues;

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Cuts JSON, chunk by chunk, into records: objects one after another, as in JSON Lines, and the elements of lists, also of
 * several lists one after another and of lists in lists, as `cat` and `jq --slurp` make them of files that hold one each.
 * Works on bytes, since every byte of JSON's structure stands for itself in UTF-8. A record need not be valid JSON
 * inside: that is told of it, and the next one is still found. Memory is bounded by the largest record.
 */
export class JsonValues {
  #record = 0;
  /** How many bytes came before the chunk at hand. */
  #passed = 0;
  /** How many lists around the records are open, and whether there has been any. */
  #lists = 0;
  #hadList = false;
  /** Open braces and brackets of the record at hand; 0 between records. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The record's bytes from earlier chunks, and where it began. */
  #parts: Buffer[] = [];
  #size = 0;
  #start = 0;
  /** Between records, bytes that belong to none (`nul`, `]]`): reported once, at the first. */
  #stray = false;
  /** Lists and objects in the record. */
  #values = 0;
  /** Why the record is given up, though its end is still looked for. */
  #excess: string | undefined;

  *take(bytes: Uint8Array): Generator<JsonPiece> {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = this.#depth > 0 ? 0 : -1;
    // Up to here lines are walked through, being no whole records.
    let walked = 0;
    // A line that did not parse; where walking finds the same record in it, it need not be parsed again.
    let broken: { problem: string; start: number; last: number } | undefined;
    for (let index = 0; index < chunk.length; index += 1) {
      if (this.#inString) {
        index = this.#passString(chunk, index);
        continue;
      }
      const byte = chunk[index];
      if (this.#depth > 0) {
        if (byte === quote) this.#inString = true;
        else if (byte === openBrace || byte === openBracket) {
          this.#depth += 1;
          this.#values += 1;
          if (this.#values > mostValues) this.#excess ??= "the record has more than 500,000 lists in it";
        } else if (byte === closeBrace || byte === closeBracket) {
          this.#depth -= 1;
          if (this.#depth === 0) {
            yield this.#finish(
              chunk.subarray(from, index + 1),
              broken?.start === from && broken.last === index ? broken.problem : undefined,
            );
            from = -1;
          }
        }
        continue;
      }
      if (isBlank(byte) || (this.#passed + index < 3 && isByteOrderMark(byte))) continue;
      if (byte === openBrace) {
        this.#begin(index);
        if (index >= walked) {
          walked = endOfLine(chunk, index);
          const last = closingBrace(chunk, index, walked);
          // What parses as one object is what walking through it would find.
          const parsed = last > index ? parseJson(chunk.subarray(index, last + 1)) : undefined;
          if (parsed !== undefined && "value" in parsed) {
            yield { record: this.#record, byte: this.#start, value: parsed.value };
            index = last;
            continue;
          }
          broken = parsed && { ...parsed, start: index, last };
        }
        this.#depth = 1;
        from = index;
      } else if (byte === openBracket) {
        this.#lists += 1;
        this.#hadList = true;
      } else if (byte === closeBracket && this.#lists > 0) this.#lists -= 1;
      else if (byte !== comma || this.#lists === 0) yield* this.#complain(index);
    }
    if (from >= 0) this.#keep(chunk.subarray(from));
    this.#passed += chunk.length;
  }

  *end(): Generator<JsonPiece> {
    if (this.#depth > 0)
      yield {
        record: this.#record,
        byte: this.#start,
        problem: "the file ends in the middle of this record",
      };
    else if (this.#lists > 0)
      yield {
        record: this.#record + 1,
        byte: this.#passed,
        problem: "the file ends before its list is closed",
      };
  }

  #begin(index: number): void {
    this.#record += 1;
    this.#start = this.#passed + index;
    this.#stray = false;
  }

  /** The place of the quote that ends the string, or the end of the chunk. */
  #passString(chunk: Buffer, start: number): number {
    let from = this.#escaped ? start + 1 : start;
    this.#escaped = false;
    for (;;) {
      const found = chunk.indexOf(quote, from);
      const end = found < 0 ? chunk.length : found;
      let backslashes = 0;
      while (end - backslashes > from && chunk[end - backslashes - 1] === backslash) backslashes += 1;
      const escaped = backslashes % 2 === 1;
      if (found < 0) this.#escaped = escaped;
      else if (!escaped) this.#inString = false;
      if (found < 0 || !escaped) return end;
      from = found + 1;
    }
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > largestRecord) this.#excess ??= "the record is larger than 32 MB";
    if (this.#excess === undefined) this.#parts.push(part);
    else this.#parts = [];
  }

  /** @param known why the record is not valid JSON, where that is known */
  #finish(part: Buffer, known?: string): JsonPiece {
    this.#keep(part);
    const [first, ...others] = this.#parts;
    const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#parts);
    const place = { record: this.#record, byte: this.#start };
    const excess = this.#excess;
    this.#parts = [];
    this.#size = 0;
    this.#values = 0;
    this.#excess = undefined;
    const problem = excess ?? known;
    return problem === undefined ? { ...place, ...parseJson(bytes) } : { ...place, problem };
  }

  *#complain(index: number): Generator<JsonPiece> {
    if (this.#stray) return;
    this.#stray = true;
    const problem =
      this.#hadList && this.#lists === 0
        ? "there is something after the end of the list"
        : "expected a record in braces";
    yield { record: this.#record + 1, byte: this.#passed + index, problem };
  }
}

function parseJson(bytes: Buffer): { value: unknown } | { problem: string } {
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) return { problem: "the record is not valid UTF-8" };
  // Most of the cost of an error is its stack trace, which is not shown; some files consist of errors only.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return { value: JSON.parse(bytes.toString(ascii ? "latin1" : "utf8")) };
  } catch (error) {
    return {
      problem: `the record is not valid JSON (${error instanceof Error ? error.message : "unreadable"})`,
    };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Where the next newline is, or the end of the chunk. */
function endOfLine(chunk: Buffer, from: number): number {
  const found = chunk.indexOf(newline, from);
  return found < 0 ? chunk.length : found;
}

/** Where the brace is with which a line ends, but for a comma; -1 for one that goes on in the next chunk or for long. */
function closingBrace(chunk: Buffer, from: number, end: number): number {
  if (end === chunk.length || end - from > longestLine) return -1;
  let last = end - 1;
  if (chunk[last] === carriageReturn) last -= 1;
  if (chunk[last] === comma) last -= 1;
  return chunk[last] === closeBrace ? last : -1;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === newline || byte === carriageReturn || byte === 0x09;
}

function isByteOrderMark(byte: number | undefined): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
