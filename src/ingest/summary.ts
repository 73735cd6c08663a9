import type { Outcome } from "../domain/recording/record-papers.js";
import type { RecordPosition } from "./records.js";

/** A record that was not stored, where it stands, and why. */
export interface Rejection {
  file: string;
  /** Missing where the file as a whole could not be read. */
  position?: RecordPosition;
  reason: string;
}

/** A value that was left out of a paper that was stored. */
export interface Warning {
  file: string;
  position: RecordPosition;
  /** `githubStars: expected a whole number, got the number 1.5`. */
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
  /** The first 1,000 values that were left out of papers; missing where there were none. */
  warnings?: Warning[];
  /** How many were left out besides; missing where those are all. */
  moreWarnings?: number;
}

/** Of rejections and of warnings: the memory of a summary is bounded. */
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

export function addWarning(summary: Summary, warning: Warning): void {
  summary.warnings ??= [];
  if (summary.warnings.length < mostRemembered) summary.warnings.push(warning);
  else summary.moreWarnings = (summary.moreWarnings ?? 0) + 1;
}

export function countWarnings({ warnings = [], moreWarnings = 0 }: Summary): number {
  return warnings.length + moreWarnings;
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
