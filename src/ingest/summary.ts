import type { Outcome } from "../domain/record.js";
import type { RecordPosition } from "./records.js";

/** A record that was not stored, where it stands, and why. */
export interface Rejection {
  file: string;
  /** Missing where the file as a whole could not be read. */
  position?: RecordPosition;
  reason: string;
}

/** What an ingest did: each record counts once. */
export interface Summary {
  added: number;
  updated: number;
  unchanged: number;
  /** The first 1,000. */
  rejected: Rejection[];
  /** How many were rejected besides; missing where those are all. */
  moreRejected?: number;
  /** How many had been rejected when their files were read before; they are not read again. */
  rejectedBefore?: number;
}

/** However many records are rejected, so many are remembered. */
const mostRemembered = 1_000;

export function emptySummary(): Summary {
  return { added: 0, updated: 0, unchanged: 0, rejected: [] };
}

export function addOutcomes(summary: Summary, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) summary[outcome] += 1;
}

export function addRejection(summary: Summary, rejection: Rejection): void {
  if (summary.rejected.length < mostRemembered) summary.rejected.push(rejection);
  else summary.moreRejected = (summary.moreRejected ?? 0) + 1;
}

export function countRejected({ rejected, moreRejected = 0, rejectedBefore = 0 }: Summary): number {
  return rejected.length + moreRejected + rejectedBefore;
}

/** A rejection as a line for people: `july.json, record 12 (byte 80231): title: a paper needs a title`. */
export function describeRejection({ file, position, reason }: Rejection): string {
  if (position === undefined) return `${file}: ${reason}`;
  const place = position.line === undefined ? `byte ${position.byte}` : `line ${position.line}`;
  return `${file}, record ${position.record} (${place}): ${reason}`;
}
