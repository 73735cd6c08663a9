import type { ParsedDraft } from "../../../domain/interchange/parse-paper.js";
import { type Reader, recordOf } from "../../records.js";
import { parseXml, type XmlElement } from "./xml-element.js";
import { splitXml, type XmlShape } from "./xml-pieces.js";

/** Creates the reader of an XML format. @param parse parses a record; returns undefined to skip it */
export function xmlReader(shape: XmlShape, parse: (element: XmlElement) => ParsedDraft | undefined): Reader {
  return async function* read(bytes, { after = 0 }) {
    for await (const piece of splitXml(bytes, shape)) {
      if (piece.record <= after) continue;
      const position = { record: piece.record, byte: piece.byte };
      const parsed = "problem" in piece ? piece : parseBytes(piece.bytes, parse);
      if (parsed !== undefined) yield recordOf(position, parsed);
    }
  };
}

function parseBytes(
  bytes: Buffer,
  parse: (element: XmlElement) => ParsedDraft | undefined,
): ParsedDraft | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "the record is not valid UTF-8" };
  }
  const element = parseXml(text);
  return "problem" in element ? element : parse(element);
}
