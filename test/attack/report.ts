import { tableOf, verdict } from "../bench/table.js";
import type { AttackReport, ProbeReport } from "./messages.js";

/** Figures of one attack. Times in milliseconds, memory in bytes. */
export interface AttackRow {
  readonly id: string;
  readonly title: string;
  readonly outcomes: AttackReport["outcomes"];
  readonly missed: readonly string[];
  readonly probe: {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    readonly requests: number;
  };
  readonly unanswered: number;
  readonly refused: ProbeReport["refused"];
  /** Peak resident memory of the server; undefined if it could not be read. */
  readonly peakBytes: number | undefined;
  /** Why the server was restarted, if it was. */
  readonly restarted: string | undefined;
}

export interface AttackRun {
  readonly rows: readonly AttackRow[];
  /** Resident memory a minute after the last attack. */
  readonly restBytes: number | undefined;
  /** Whether the probe has its own address, so that it must not be refused because of the attacker. */
  readonly ownAddress: boolean;
}

/** Guarantees of the server. */
const targets = { p99Ms: 500, peakBytes: 700e6, restBytes: 400e6 };
const maxOutcomes = 4;

/** Guarantees violated by an attack. */
function misses(row: AttackRow, ownAddress: boolean): string[] {
  return [
    row.probe.p99 >= targets.p99Ms && "p99",
    row.unanswered > 0 && "unanswered",
    (row.peakBytes ?? Number.POSITIVE_INFINITY) >= targets.peakBytes && "memory",
    row.restarted !== undefined && row.restarted,
    ownAddress && row.refused.length > 0 && "probe refused",
    ...row.missed,
  ].filter((miss) => miss !== false);
}

export function figuresOf({
  times,
  unanswered,
  refused,
}: ProbeReport): Pick<AttackRow, "probe" | "unanswered" | "refused"> {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { probe: { p50: at(0.5), p99: at(0.99), max: at(1), requests: times.length }, unanswered, refused };
}

/** Result line of one attack, printed as soon as it ends. */
export function rowLine(row: AttackRow, ownAddress: boolean): string {
  return cellsOf(row, ownAddress).join(" | ");
}

export function printAttackReport({ rows, restBytes, ownAddress }: AttackRun): {
  text: string;
  failed: boolean;
} {
  const header = [
    "attack",
    "p50",
    "p99",
    "max",
    "unanswered",
    "RSS peak",
    "attacker saw",
    "probe refused",
    "missed",
  ];
  const peak = Math.max(...rows.map(({ peakBytes }) => peakBytes ?? Number.POSITIVE_INFINITY));
  const kept = {
    rows: rows.every((row) => misses(row, ownAddress).length === 0),
    peak: peak < targets.peakBytes,
    rest: (restBytes ?? Number.POSITIVE_INFINITY) < targets.restBytes,
  };
  const text = [
    tableOf(
      header,
      rows.map((row) => cellsOf(row, ownAddress)),
    ),
    "",
    verdict(
      `probe p99 below ${targets.p99Ms} ms, none unanswered, nothing else missed, in each row:`,
      kept.rows,
    ),
    verdict(`RSS peak ${megabytes(peak)}, below ${megabytes(targets.peakBytes)}:`, kept.peak),
    verdict(`RSS a minute later ${megabytes(restBytes)}, below ${megabytes(targets.restBytes)}:`, kept.rest),
  ].join("\n");
  return { text, failed: !(kept.rows && kept.peak && kept.rest) };
}

function cellsOf(row: AttackRow, ownAddress: boolean): string[] {
  const { id, title, probe, unanswered, peakBytes } = row;
  return [
    `${id}: ${title}`,
    ...[probe.p50, probe.p99, probe.max].map((time) => time.toFixed(0)),
    `${unanswered}/${probe.requests}`,
    megabytes(peakBytes),
    countsOf(row.outcomes),
    countsOf(row.refused),
    [
      ...misses({ ...row, missed: [] }, ownAddress),
      ...(row.missed.length > 0 ? [`${row.missed.length} more below`] : []),
    ].join(", "),
  ];
}

function countsOf(counts: AttackReport["outcomes"]): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const shown = sorted.slice(0, maxOutcomes).map(([outcome, count]) => `${count}× ${outcome}`);
  return [...shown, ...(sorted.length > maxOutcomes ? ["…"] : [])].join(", ");
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined || !Number.isFinite(bytes) ? "gone" : `${Math.round(bytes / 1e6)} MB`;
}
