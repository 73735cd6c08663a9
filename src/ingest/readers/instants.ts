import { isCalendarDate } from "../../domain/values/dates.js";

const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:Z|UTC|([+-]\d{2})(?::?(\d{2}))?)?)?$/i;

/**
 * Converts a timestamp (`2007-04-02 19:18:42+00`, or only a date) to ISO 8601. The time zone defaults to UTC. Returns other
 * text unchanged, so that validation rejects it.
 */
export function isoInstant(text: string): string {
  const [, day, time = "00:00", hours, minutes = "00"] = form.exec(text.trim()) ?? [];
  return day === undefined ? text : `${day}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`;
}

/** Parses a timestamp, or seconds or milliseconds since 1970; undefined for anything else. */
export function instantOf(stated: unknown): Date | undefined {
  if (typeof stated === "number") return instantOfEpoch(stated);
  if (typeof stated !== "string") return undefined;
  if (/^\d{10,13}(?:\.\d+)?$/.test(stated)) return instantOfEpoch(Number(stated));
  const iso = isoInstant(stated);
  if (!/^(?:19|20)\d{2}-.*T/.test(iso) || !isCalendarDate(iso.slice(0, 10))) return undefined;
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** From 2001 to 2100, seconds and milliseconds are unambiguous. */
function instantOfEpoch(count: number): Date | undefined {
  const milliseconds = count < 1e11 ? count * 1_000 : count;
  return milliseconds >= 1e12 && milliseconds < 4.1e12 ? new Date(Math.round(milliseconds)) : undefined;
}
