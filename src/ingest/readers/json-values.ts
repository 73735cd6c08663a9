/** A piece of JSON input: the bytes of one record, or the reason why there is none here. */
export type JsonPiece =
  | { record: number; byte: number; bytes: Buffer }
  | { record: number; byte: number; problem: string };

/** Larger than any paper; a record that grows beyond it is a file that lost its structure. */
const largestRecord = 32 * 1024 * 1024;

/** The paper of 3,303 authors has some 7,000 lists and objects; millions in a record would take 100 times its size. */
const mostValues = 500_000;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Cuts JSON into records without parsing it: the elements of one array, or objects one after another, as in JSON
 * Lines. Works on bytes, since every byte of JSON's structure stands for itself in UTF-8. A record need not be valid
 * JSON inside: whoever parses it finds out, and the next one is still found. Memory is bounded by the largest record.
 */
export async function* splitJson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonPiece> {
  const splitter = new Splitter();
  for await (const chunk of chunks)
    yield* splitter.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  yield* splitter.end();
}

/** Where the splitter stands between two chunks. */
class Splitter {
  #record = 0;
  /** How many bytes came before the chunk at hand. */
  #passed = 0;
  /** Whether the records are elements of an array, once that is known. */
  #inArray: boolean | undefined;
  #afterArray = false;
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

  *take(chunk: Buffer): Generator<JsonPiece> {
    let from = this.#depth > 0 ? 0 : -1;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (this.#depth > 0) {
        if (this.#inString) {
          if (this.#escaped) this.#escaped = false;
          else if (byte === backslash) this.#escaped = true;
          else if (byte === quote) this.#inString = false;
          continue;
        }
        if (byte === quote) this.#inString = true;
        else if (byte === openBrace || byte === openBracket) {
          this.#depth += 1;
          this.#values += 1;
          if (this.#values > mostValues) this.#excess ??= "the record has more than 500,000 lists in it";
        } else if (byte === closeBrace || byte === closeBracket) {
          this.#depth -= 1;
          if (this.#depth === 0) {
            yield this.#finish(chunk.subarray(from, index + 1));
            from = -1;
          }
        }
        continue;
      }
      if (isBlank(byte) || (this.#passed + index < 3 && isByteOrderMark(byte))) continue;
      if (byte === openBrace && !this.#afterArray) {
        this.#inArray ??= false;
        this.#begin(index);
        from = index;
      } else if (byte === openBracket && this.#inArray === undefined) this.#inArray = true;
      else if (byte === closeBracket && this.#inArray && !this.#afterArray) this.#afterArray = true;
      else if (byte !== comma || !this.#inArray || this.#afterArray) yield* this.#complain(index);
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
    else if (this.#inArray && !this.#afterArray)
      yield {
        record: this.#record + 1,
        byte: this.#passed,
        problem: "the file ends before its list is closed",
      };
  }

  #begin(index: number): void {
    this.#record += 1;
    this.#start = this.#passed + index;
    this.#depth = 1;
    this.#stray = false;
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > largestRecord) this.#excess ??= "the record is larger than 32 MB";
    if (this.#excess === undefined) this.#parts.push(part);
    else this.#parts = [];
  }

  #finish(part: Buffer): JsonPiece {
    this.#keep(part);
    const [first, ...others] = this.#parts;
    const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#parts);
    const piece = { record: this.#record, byte: this.#start };
    const excess = this.#excess;
    this.#parts = [];
    this.#size = 0;
    this.#values = 0;
    this.#excess = undefined;
    return excess === undefined ? { ...piece, bytes } : { ...piece, problem: excess };
  }

  *#complain(index: number): Generator<JsonPiece> {
    if (this.#stray) return;
    this.#stray = true;
    const problem = this.#afterArray
      ? "there is something after the end of the list"
      : "expected a record in braces";
    yield { record: this.#record + 1, byte: this.#passed + index, problem };
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isByteOrderMark(byte: number | undefined): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
