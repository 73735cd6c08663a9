import type { Readable } from "node:stream";
import { foreignBytes, foreignText } from "./foreign.js";
import { detectFormat, type Format, type FormatName, formats } from "./formats.js";
import { type Input, type InputLocation, openInput } from "./input/input.js";
import { bookmarkKey } from "./marked-bytes.js";
import type { ReadOptions } from "./records.js";
import type { Rejection } from "./summary.js";

export interface OpenFile {
  /** Name in messages. */
  file: string;
  input: Input;
  format: Format;
  source: string;
  /** Key of its bookmark; undefined for standard input and pages, which have none. */
  key: string | undefined;
}

export interface OpenOptions {
  standardInput: Readable;
  format?: FormatName | undefined;
  source?: string | undefined;
  observedAt?: Date | undefined;
  reading: Omit<ReadOptions, "today" | "after">;
}

/** Opens a file and detects its format. */
export async function openFile(location: InputLocation, options: OpenOptions): Promise<OpenFile | Rejection> {
  const file = location.name;
  const input = await openInput(location.path, options.standardInput, location.member).catch(
    (error: Error) => error.message,
  );
  if (typeof input === "string") return { file, reason: input };
  const foreign =
    foreignBytes(input.beginning) ??
    (options.format === undefined ? foreignText(input.beginning) : undefined);
  const name = options.format ?? detectFormat(input.beginning);
  if (foreign !== undefined || name === undefined) {
    input.close();
    return { file, reason: foreign ?? input.failure() ?? unrecognized(input) };
  }
  const format = formats[name];
  const source = options.source ?? format.source;
  const terms = [name, source, options.reading, ...(options.observedAt ? [options.observedAt] : [])];
  const key = file === "-" || name === "page" ? undefined : bookmarkKey(input.beginning, terms);
  return { file, input, format, source, key };
}

function unrecognized({ beginning }: Input): string {
  return beginning.length === 0
    ? "the file is empty"
    : "unknown format; expected Daily Papers JSON or a page (text, Markdown, HTML), papergraph's JSON Lines, or arXiv's Kaggle snapshot, OAI-PMH, Atom, or RSS; set --format if it is one of them";
}
