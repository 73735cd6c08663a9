import type { PaperDraft } from "../domain/interchange/paper-draft.js";
import type { ParsedDraft } from "../domain/interchange/parse-paper.js";

/** Where in its file a record stands: enough for a person to find it. */
export interface RecordPosition {
  /** 1 for the first record of the file. */
  record: number;
  /** 1 for the first line; where the format has lines that people see. */
  line?: number;
  /** 0 for the first byte, after decompression. */
  byte?: number;
}

/** What a reader makes of a piece of its file: a paper, or the reason why there is none. */
export type SourceRecord =
  | {
      kind: "paper";
      position: RecordPosition;
      draft: PaperDraft;
      /** What was left out, since it was bad: `githubStars: expected a whole number, got the number 1.5`. */
      warnings?: readonly string[];
    }
  | { kind: "rejected"; position: RecordPosition; reason: string };

export function recordOf(position: RecordPosition, parsed: ParsedDraft): SourceRecord {
  return "problem" in parsed
    ? { kind: "rejected", position, reason: parsed.problem }
    : { kind: "paper", position, ...parsed };
}

/** What the command line says about a file; readers use what concerns their format. */
export interface ReadOptions {
  /** The day on which a page was saved (`2026-04-14`): gives a year to dates without one. */
  asOf?: string;
  /** What the number after a date on a page counts; `comments` unless told otherwise. */
  trailingCount?: "comments" | "upvotes";
  /** Today's date (`2026-04-14`), for a page that prints no year at all. */
  today: string;
  /** Records up to this one are passed over, which costs far less than reading them; pages are read whole. */
  after?: number;
}

/** One format: bytes (decompressed) to records, in order, nothing else. Never throws for what the bytes hold. */
export type Reader = (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<SourceRecord>;
