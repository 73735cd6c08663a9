import { type XmlMark, XmlTags } from "./xml-tags.js";

export type XmlPiece =
  | { name: string; record: number; byte: number; bytes: Buffer }
  | { record: number; byte: number; problem: string };

export interface XmlShape {
  /** Name in messages: `an OAI-PMH document`. */
  title: string;
  roots: readonly string[];
  /** Name of record elements. */
  record: string;
  /** Another element to return if it is outside records; not counted as a record. */
  notice?: string;
  /** Elements of which documents with this root must have at least one, unless they have records. */
  needed?: { root: string; names: readonly string[]; problem: string };
}

/** A paper with 3,303 authors takes 1 MB; a larger record means that the file is corrupt. */
const maxRecordBytes = 8 * 1024 * 1024;

/**
 * Splits XML into records without parsing them, like `JsonValues` for JSON: a malformed record does not affect others, files may
 * contain several documents, and memory is bounded by the largest record.
 */
export async function* splitXml(
  chunks: AsyncIterable<Uint8Array>,
  shape: XmlShape,
): AsyncGenerator<XmlPiece> {
  const cutter = new Cutter(shape);
  for await (const chunk of chunks)
    yield* cutter.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  yield* cutter.end();
}

/** Positions refer to the file, except `from`, which refers to the buffer. */
class Cutter {
  readonly #shape: XmlShape;
  readonly #tags = new XmlTags();
  #records = 0;
  /** Bytes that `XmlTags` needs again, and their position. */
  #rest: Buffer = Buffer.alloc(0);
  #passed = 0;
  #root: { name: string; foreign: boolean } | undefined;
  /** Whether the document has a needed element. */
  #complete = true;
  #open: { name: string; byte: number; parts: Buffer[]; size: number; from: number } | undefined;
  /** Whether unexpected content between documents has been reported. */
  #stray = false;

  constructor(shape: XmlShape) {
    this.#shape = shape;
  }

  *take(chunk: Buffer): Generator<XmlPiece> {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#open) this.#open.from = 0;
    for (const mark of this.#tags.scan(buffer)) yield* this.#handle(mark, buffer);
    const { done } = this.#tags;
    this.#keep(buffer, done);
    this.#rest = buffer.subarray(done);
    this.#passed += done;
  }

  *end(): Generator<XmlPiece> {
    if (this.#open) yield this.#broken("the file ends in the middle of this record");
    else if (this.#root)
      yield this.#problem(this.#rest.length, `the file ends before <${this.#root.name}> is closed`);
    else if (this.#rest.length > 0 || this.#tags.inside)
      yield this.#problem(0, "the file ends in the middle of a tag");
  }

  *#handle(mark: XmlMark, buffer: Buffer): Generator<XmlPiece> {
    const { record, notice } = this.#shape;
    if (mark.kind === "document") {
      if (this.#open) yield this.#broken("the document ends in the middle of this record");
      else if (this.#root)
        yield this.#problem(mark.start, `the document ends before <${this.#root.name}> is closed`);
      this.#root = undefined;
    } else if (mark.kind === "text") {
      if (!this.#root && !this.#open)
        yield* this.#reportStray(mark.start, `expected ${this.#shape.title}, found text`);
    } else if (mark.kind === "close") {
      if (mark.name === this.#open?.name) yield* this.#finish(buffer, mark.end);
      else if (mark.name === this.#root?.name) {
        if (this.#open) yield this.#broken("the document ends in the middle of this record");
        yield* this.#leave(mark.start);
      }
    } else {
      if (this.#open && mark.name === record)
        yield this.#broken("the record is not closed before the next one begins");
      if (this.#open) return;
      if (mark.name === record || this.#shape.needed?.names.includes(mark.name)) this.#complete = true;
      if (!this.#root && mark.name !== record) yield* this.#enter(mark);
      else if (!this.#root?.foreign && (mark.name === record || mark.name === notice)) {
        this.#begin(mark);
        if (mark.kind === "empty") yield* this.#finish(buffer, mark.end);
      }
    }
  }

  /** First tag of a document. Records without a document around them are accepted too. */
  *#enter({ kind, name, start }: Extract<XmlMark, { name: string }>): Generator<XmlPiece> {
    const foreign = !this.#shape.roots.includes(name);
    if (foreign) yield* this.#reportStray(start, `expected ${this.#shape.title}, found <${name}>`);
    else this.#stray = false;
    this.#complete = name !== this.#shape.needed?.root;
    if (kind === "open") this.#root = { name, foreign };
    else yield* this.#leave(start);
  }

  *#leave(at: number): Generator<XmlPiece> {
    const { needed } = this.#shape;
    if (needed && !this.#complete) yield this.#problem(at, needed.problem);
    this.#root = undefined;
  }

  #begin({ name, start }: Extract<XmlMark, { name: string }>): void {
    if (name === this.#shape.record) this.#records += 1;
    this.#stray = false;
    this.#open = { name, byte: this.#passed + start, parts: [], size: 0, from: start };
  }

  #keep(buffer: Buffer, to: number): void {
    if (!this.#open) return;
    this.#open.size += to - this.#open.from;
    if (this.#open.size > maxRecordBytes) this.#open.parts = [];
    else this.#open.parts.push(buffer.subarray(this.#open.from, to));
  }

  *#finish(buffer: Buffer, end: number): Generator<XmlPiece> {
    this.#keep(buffer, end);
    if (!this.#open) return;
    const { name, parts, size } = this.#open;
    if (size > maxRecordBytes) yield this.#broken("the record is larger than 8 MB");
    else yield { name, ...this.#place(), bytes: Buffer.concat(parts) };
    this.#open = undefined;
  }

  /** Rejects the current record. */
  #broken(problem: string): XmlPiece {
    const place = this.#place();
    this.#open = undefined;
    return { ...place, problem };
  }

  *#reportStray(at: number, problem: string): Generator<XmlPiece> {
    if (!this.#stray) yield this.#problem(at, problem);
    this.#stray = true;
  }

  #problem(at: number, problem: string): XmlPiece {
    return { record: this.#records + 1, byte: this.#passed + at, problem };
  }

  #place(): { record: number; byte: number } {
    const notice = this.#open !== undefined && this.#open.name !== this.#shape.record;
    return { record: this.#records + (notice ? 1 : 0), byte: this.#open?.byte ?? this.#passed };
  }
}
