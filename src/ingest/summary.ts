import type { Outcome } from "../domain/recording/record-papers.js";
import type { RecordPosition } from "./records.js";

export interface Rejection {
  file: string;
  /** Missing if the whole file is rejected. */
  position?: RecordPosition;
  reason: string;
}

/** An invalid value of a paper that was stored without it. */
export interface Warning {
  file: string;
  position: RecordPosition;
  /** `githubStars: expected a whole number, got the number 1.5`. */
  reason: string;
}

export interface Summary {
  added: number;
  updated: number;
  unchanged: number;
  /** The first 1,000. */
  rejected: Rejection[];
  /** Number of further rejections, if any. */
  moreRejected?: number;
  /** Number of records rejected by an earlier ingest of the same files, which are not read again. */
  rejectedBefore?: number;
  /** The first 1,000, if any. */
  warnings?: Warning[];
  /** Number of further warnings, if any. */
  moreWarnings?: number;
}

/** Maximum number of rejections, and of warnings, to keep in memory. */
const maxKept = 1_000;

export function emptySummary(): Summary {
  return { added: 0, updated: 0, unchanged: 0, rejected: [] };
}

export function addOutcomes(summary: Summary, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) summary[outcome] += 1;
}

export function addRejection(summary: Summary, rejection: Rejection): void {
  if (summary.rejected.length < maxKept) summary.rejected.push(rejection);
  else summary.moreRejected = (summary.moreRejected ?? 0) + 1;
}

export function addWarning(summary: Summary, warning: Warning): void {
  summary.warnings ??= [];
  if (summary.warnings.length < maxKept) summary.warnings.push(warning);
  else summary.moreWarnings = (summary.moreWarnings ?? 0) + 1;
}

export function countWarnings({ warnings = [], moreWarnings = 0 }: Summary): number {
  return warnings.length + moreWarnings;
}

export function countRejected({ rejected, moreRejected = 0, rejectedBefore = 0 }: Summary): number {
  return rejected.length + moreRejected + rejectedBefore;
}

/** `july.json, record 12 (byte 80231): title: a paper needs a title`. */
export function describeRejection({ file, position, reason }: Rejection): string {
  if (position === undefined) return `${file}: ${reason}`;
  const place = position.line === undefined ? `byte ${position.byte}` : `line ${position.line}`;
  return `${file}, record ${position.record} (${place}): ${reason}`;
}
