import type { ParsedDraft } from "../../domain/paper-input.js";
import type { Reader, SourceRecord } from "../records.js";
import { type JsonPiece, JsonValues } from "./json-values.js";

/** A reader of a JSON format: `parse` says what one record, already parsed as JSON, means. */
export function jsonReader(parse: (value: unknown) => ParsedDraft): Reader {
  return async function* read(bytes, { after = 0 }) {
    const values = new JsonValues();
    for await (const chunk of bytes)
      for (const piece of values.take(chunk)) if (piece.record > after) yield recordOf(piece, parse);
    for (const piece of values.end()) yield recordOf(piece, parse);
  };
}

function recordOf(piece: JsonPiece, parse: (value: unknown) => ParsedDraft): SourceRecord {
  const position = { record: piece.record, byte: piece.byte };
  const parsed = "problem" in piece ? piece : parse(piece.value);
  return "problem" in parsed
    ? { kind: "rejected", position, reason: parsed.problem }
    : { kind: "paper", position, draft: parsed.draft };
}
