import type { Readable } from "node:stream";
import { foreignBytes, foreignText } from "./foreign.js";
import { type Format, type FormatName, formats, recognizeFormat } from "./formats.js";
import { type Input, openInput, type Place } from "./input.js";
import { bookmarkKey } from "./marked-bytes.js";
import type { ReadOptions } from "./records.js";
import type { Rejection } from "./summary.js";

/** A file that was recognized, and how it is read. */
export interface OpenFile {
  /** What messages call it. */
  file: string;
  input: Input;
  format: Format;
  source: string;
  /** The key of its bookmark; undefined for what can be read only once. */
  key: string | undefined;
}

export interface OpenOptions {
  standardInput: Readable;
  format?: FormatName | undefined;
  source?: string | undefined;
  observedAt?: Date | undefined;
  reading: Omit<ReadOptions, "today" | "after">;
}

/** Opens a file and recognizes its format, or says why it is not read. */
export async function openFile(place: Place, options: OpenOptions): Promise<OpenFile | Rejection> {
  const file = place.name;
  const input = await openInput(place.path, options.standardInput, place.member).catch(
    (error: Error) => error.message,
  );
  if (typeof input === "string") return { file, reason: input };
  const foreign =
    foreignBytes(input.beginning) ??
    (options.format === undefined ? foreignText(input.beginning) : undefined);
  if (foreign !== undefined) return { file, reason: foreign };
  const name = options.format ?? recognizeFormat(input.beginning);
  if (name === undefined) return { file, reason: input.failure() ?? unrecognized(input) };
  const format = formats[name];
  const source = options.source ?? format.source;
  const terms = [name, source, options.reading, ...(options.observedAt ? [options.observedAt] : [])];
  const key = file === "-" || name === "page" ? undefined : bookmarkKey(input.beginning, terms);
  return { file, input, format, source, key };
}

function unrecognized({ beginning }: Input): string {
  return beginning.length === 0
    ? "the file is empty"
    : "this is neither a Daily Papers page as text, Markdown or HTML, nor Daily Papers JSON, nor papergraph's JSON Lines, nor arXiv's Kaggle snapshot, OAI-PMH, Atom or RSS; name the format with --format if it is one of them";
}
