import type { ParsedDraft } from "../../domain/paper-input.js";
import type { Reader, RecordPosition, SourceRecord } from "../records.js";
import { type JsonPiece, JsonValues } from "./json-values.js";
import { type Fields, unwrap } from "./wrappers.js";

/**
 * A reader of a JSON format. Rows that stand in a list within an object (`{"date": …, "papers": [ … ]}`) are records of
 * their own.
 *
 * @param parse what one record, already parsed as JSON, means; and what stood around it, where it was wrapped
 */
export function jsonReader(parse: (value: unknown, around: Fields) => ParsedDraft): Reader {
  return async function* read(bytes, { after = 0 }) {
    const values = new JsonValues();
    /** How many records more there were than pieces: those of a wrapper count each. */
    let more = 0;
    function* recordsOf(piece: JsonPiece): Generator<SourceRecord> {
      const wrapped = "value" in piece ? unwrap(piece.value) : undefined;
      const rows = wrapped?.rows ?? [piece];
      for (const [index, row] of rows.entries()) {
        const position = { record: piece.record + more + index, byte: piece.byte };
        if (position.record <= after) continue;
        if (wrapped) yield recordOf(position, parse(row, wrapped.around));
        else yield recordOf(position, "problem" in piece ? piece : parse(piece.value, nothing));
      }
      more += rows.length - 1;
    }
    for await (const chunk of bytes) for (const piece of values.take(chunk)) yield* recordsOf(piece);
    for (const piece of values.end()) yield* recordsOf(piece);
  };
}

const nothing: Fields = {};

function recordOf(position: RecordPosition, parsed: ParsedDraft): SourceRecord {
  if ("problem" in parsed) return { kind: "rejected", position, reason: parsed.problem };
  return { kind: "paper", position, ...parsed };
}
