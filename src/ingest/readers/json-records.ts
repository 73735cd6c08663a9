import type { ParsedDraft } from "../../domain/paper-input.js";
import type { Reader, SourceRecord } from "../records.js";
import { splitJson } from "./json-values.js";

/** A reader of a JSON format: `parse` says what one record, already parsed as JSON, means. */
export function jsonReader(parse: (value: unknown) => ParsedDraft): Reader {
  return async function* read(bytes, { after = 0 }) {
    for await (const piece of splitJson(bytes)) {
      if (piece.record <= after) continue;
      const position = { record: piece.record, byte: piece.byte };
      const parsed = "problem" in piece ? piece : parseBytes(piece.bytes, parse);
      const record: SourceRecord =
        "problem" in parsed
          ? { kind: "rejected", position, reason: parsed.problem }
          : { kind: "paper", position, draft: parsed.draft };
      yield record;
    }
  };
}

function parseBytes(bytes: Buffer, parse: (value: unknown) => ParsedDraft): ParsedDraft {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "the record is not valid UTF-8" };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      problem: `the record is not valid JSON (${error instanceof Error ? error.message : "unreadable"})`,
    };
  }
  return parse(value);
}
