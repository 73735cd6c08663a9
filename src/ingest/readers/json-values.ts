import { isAscii, isUtf8 } from "node:buffer";

export type JsonPiece =
  | { record: number; byte: number; value: unknown }
  | { record: number; byte: number; problem: string };

/** Larger than any paper; a larger record means that the file is corrupt. */
const maxRecordBytes = 32 * 1024 * 1024;

/** A paper with 3,303 authors has some 7,000 lists and objects; millions would take 100 times their size in memory. */
const maxValues = 500_000;

/** A list or object takes at least two bytes, so a line of this length cannot exceed `maxValues`. */
const maxLineLength = 2 * maxValues;

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
 * Splits JSON chunk by chunk into records: consecutive objects, as in JSON Lines, and the elements of lists, including
 * consecutive and nested lists, as produced by `cat` and `jq --slurp` from several files. Works on bytes, because the
 * structural characters of JSON are ASCII. Invalid JSON in a record is reported and does not affect the next one. Memory is
 * bounded by the largest record.
 */
export class JsonValues {
  #record = 0;
  /** Number of bytes before the current chunk. */
  #passed = 0;
  /** Number of open lists around the record, and whether there has been any. */
  #lists = 0;
  #hadList = false;
  /** Open braces and brackets of the current record; 0 between records. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The record's bytes from earlier chunks, their size, and its start. */
  #parts: Buffer[] = [];
  #size = 0;
  #start = 0;
  /** Whether unexpected bytes between records (`nul`, `]]`) have been reported. */
  #stray = false;
  /** Number of lists and objects in the record. */
  #values = 0;
  /** Why the record is rejected; parsing continues to its end. */
  #excess: string | undefined;

  *take(bytes: Uint8Array): Generator<JsonPiece> {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = this.#depth > 0 ? 0 : -1;
    // Lines up to here are not whole records and are scanned byte by byte.
    let walked = 0;
    // A line that failed to parse; if scanning finds the same record, it is not parsed again.
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
          if (this.#values > maxValues) this.#excess ??= "the record has more than 500,000 lists and objects";
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
          // A line that parses as an object is the whole record.
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
      else if (byte !== comma || this.#lists === 0) yield* this.#reportStray(index);
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

  /** Returns the index of the closing quote, or the end of the chunk. */
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
    if (this.#size > maxRecordBytes) this.#excess ??= "the record is larger than 32 MB";
    if (this.#excess === undefined) this.#parts.push(part);
    else this.#parts = [];
  }

  /** @param known why the record is not valid JSON, if it has been parsed before */
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

  *#reportStray(index: number): Generator<JsonPiece> {
    if (this.#stray) return;
    this.#stray = true;
    const problem =
      this.#hadList && this.#lists === 0
        ? "unexpected content after the end of the list"
        : "expected an object in braces";
    yield { record: this.#record + 1, byte: this.#passed + index, problem };
  }
}

function parseJson(bytes: Buffer): { value: unknown } | { problem: string } {
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) return { problem: "the record is not valid UTF-8" };
  // The stack trace is most of the cost of an error, and some files have millions of errors.
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

function endOfLine(chunk: Buffer, from: number): number {
  const found = chunk.indexOf(newline, from);
  return found < 0 ? chunk.length : found;
}

/** Index of the brace at the end of a line, before an optional comma; -1 if the line is incomplete or too long. */
function closingBrace(chunk: Buffer, from: number, end: number): number {
  if (end === chunk.length || end - from > maxLineLength) return -1;
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
