import { isCalendarDate } from "../../../domain/values/dates.js";
import type { ReadOptions } from "../../records.js";
import { instantOf } from "../instants.js";

/** When a page was saved. */
export interface Capture {
  /** `2026-04-14`; undefined where nobody says. */
  day?: string;
  /** When the upvotes on it were observed; the beginning of that day where only the day is known. */
  observedAt?: Date;
}

/** What tools that save pages write above them: `retrieved: 2026-10-02`, `Captured (UTC): 2026-06-29T16:31:22+00:00`. */
const note =
  /^[-*\s]*(?:retrieved|captured|fetched|exported|saved|scraped|crawled|accessed)(?:[ _]?(?:at|on|date))?(?: \(UTC\))?\s*[:=]\s*["']?(\d{4}-\d{2}-\d{2})([T ]\d{2}:[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?/im;
/** How far down such a note may stand. */
const head = 4_000;

/** When the command line says that a page was saved, or else the page itself. */
export function captureOf(text: string, { asOf }: Pick<ReadOptions, "asOf">): Capture {
  const [, printed, time] = note.exec(text.slice(0, head)) ?? [];
  const day = asOf ?? printed;
  if (day === undefined || !isCalendarDate(day)) return {};
  const observedAt = instantOf(asOf ?? `${day}${time ?? ""}`);
  return { day, ...(observedAt && { observedAt }) };
}
