import type { IngestCost } from "./ingest-cost.js";
import type { Measurement } from "./measure.js";

/** What a run found: the same as a table and as JSON. */
export interface Report {
  /** When, and on what. */
  at: string;
  node: string;
  postgres: string;
  cores: number;
  operations: Measurement[];
  ingest: IngestCost[];
}

/** Rows under a header, columns as wide as their longest cell; the first is aligned left, all others right. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}

export function printReport({ at, node, postgres, cores, operations, ingest }: Report): string {
  return [
    `${at}, Node ${node}, PostgreSQL ${postgres}, ${cores} cores`,
    "",
    tableOf(
      ["operation", "papers", "median ms", "p99 ms", "rows", "statements", "target"],
      operations.map((each) => [
        each.operation,
        String(each.size),
        each.median.toFixed(1),
        each.p99.toFixed(1),
        String(each.rows),
        String(each.statements),
        verdictOn(each),
      ]),
    ),
    "",
    tableOf(
      [
        "what the graph and the sums cost an ingest",
        "papers added",
        "with s",
        "without s",
        "ratio",
        "target",
      ],
      ingest.map((each) => [
        `into ${each.size}`,
        String(each.papers),
        each.with.toFixed(1),
        each.without.toFixed(1),
        each.ratio.toFixed(2),
        each.ratio <= 1.5 ? "≤ 1.5 ok" : "≤ 1.5 MISSED",
      ]),
    ),
  ].join("\n");
}

function verdictOn({ median, p99, target }: Measurement): string {
  if (target === undefined) return "";
  const kept = median < target.median && (target.p99 === undefined || p99 < target.p99);
  return `< ${target.median}${target.p99 === undefined ? "" : `, < ${target.p99}`} ${kept ? "ok" : "MISSED"}`;
}
