import { isCalendarDate } from "../../../domain/values/dates.js";
import type { ReadOptions } from "../../records.js";
import { instantOf } from "../instants.js";

/** When a page was saved. */
export interface Capture {
  /** `2026-04-14`; undefined if unknown. */
  day?: string;
  /** Time of the upvotes; the beginning of the day if only that is known. */
  observedAt?: Date;
}

/** Note at the top of a page by the tool that saved it: `retrieved: 2026-10-02`, `Captured (UTC): 2026-06-29T16:31:22+00:00`. */
const note =
  /^[-*\s]*(?:retrieved|captured|fetched|exported|saved|scraped|crawled|accessed)(?:[ _]?(?:at|on|date))?(?: \(UTC\))?\s*[:=]\s*["']?(\d{4}-\d{2}-\d{2})([T ]\d{2}:[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?/im;
/** Maximum position of the note. */
const maxNoteOffset = 4_000;

/** Time of saving as stated by the command line, or else by the page. */
export function captureOf(text: string, { asOf }: Pick<ReadOptions, "asOf">): Capture {
  const [, printed, time] = note.exec(text.slice(0, maxNoteOffset)) ?? [];
  const day = asOf ?? printed;
  if (day === undefined || !isCalendarDate(day)) return {};
  const observedAt = instantOf(asOf ?? `${day}${time ?? ""}`);
  return { day, ...(observedAt && { observedAt }) };
}
