import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import type { ParsedDraft } from "../domain/interchange/parse-paper.js";

/** Position of a record in its file, for messages. */
export interface RecordPosition {
  /** 1 for the first record of the file. */
  record: number;
  /** 1 for the first line, in line-based formats. */
  line?: number;
  /** 0 for the first byte, after decompression. */
  byte?: number;
}

export type SourceRecord =
  | {
      kind: "paper";
      position: RecordPosition;
      draft: PaperDraft;
      /** Values dropped because they are invalid: `githubStars: expected a whole number, got the number 1.5`. */
      warnings?: readonly string[];
    }
  | { kind: "rejected"; position: RecordPosition; reason: string };

export function recordOf(position: RecordPosition, parsed: ParsedDraft): SourceRecord {
  return "problem" in parsed
    ? { kind: "rejected", position, reason: parsed.problem }
    : { kind: "paper", position, ...parsed };
}

/** Options of all readers. */
export interface ReadOptions {
  /** The day on which a page was saved (`2026-04-14`); supplies the year of dates without one. */
  asOf?: string;
  /** Meaning of the number after a date on a page. Defaults to `comments`. */
  trailingCount?: "comments" | "upvotes";
  /** Today's date (`2026-04-14`), for pages without any year. */
  today: string;
  /** Records up to this one are skipped, which is much faster than parsing them; pages are not skipped. */
  after?: number;
}

/** Parses decompressed bytes to records, in order. Never throws for invalid content. */
export type Reader = (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<SourceRecord>;
