import type { ParsedDraft } from "../../domain/interchange/parse-paper.js";
import { type Reader, recordOf, type SourceRecord } from "../records.js";
import { type JsonPiece, JsonValues } from "./json-values.js";
import { type Fields, unwrap, type Wrapped } from "./wrappers.js";

/**
 * Creates the reader of a JSON format. Each row of a list wrapped in an object (`{"date": …, "papers": [ … ]}`) is a record.
 *
 * @param parse parses a record, and the other fields of the object that wraps it
 */
export function jsonReader(parse: (value: unknown, around: Fields) => ParsedDraft): Reader {
  return async function* read(bytes, { after = 0 }) {
    const values = new JsonValues();
    /** Number of records minus number of pieces, because each row of a wrapper counts. */
    let more = 0;
    function* wrappedIn(piece: JsonPiece, { rows, around }: Wrapped): Generator<SourceRecord> {
      for (const [index, row] of rows.entries()) {
        const record = piece.record + more + index;
        if (record > after) yield recordOf({ record, byte: piece.byte }, parse(row, around));
      }
      more += rows.length - 1;
    }
    function recordIn(piece: JsonPiece): SourceRecord | undefined {
      const position = { record: piece.record + more, byte: piece.byte };
      if (position.record <= after) return undefined;
      return recordOf(position, "problem" in piece ? piece : parse(piece.value, nothing));
    }
    function* recordsOf(pieces: Iterable<JsonPiece>): Generator<SourceRecord> {
      for (const piece of pieces) {
        const wrapped = "value" in piece ? unwrap(piece.value) : undefined;
        if (wrapped !== undefined) yield* wrappedIn(piece, wrapped);
        else {
          const record = recordIn(piece);
          if (record !== undefined) yield record;
        }
      }
    }
    for await (const chunk of bytes) for (const record of recordsOf(values.take(chunk))) yield record;
    for (const record of recordsOf(values.end())) yield record;
  };
}

const nothing: Fields = {};
