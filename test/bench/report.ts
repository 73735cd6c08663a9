import type { ArchiveMeasures } from "./archive.js";
import { printArchive } from "./archive-report.js";
import type { CostMeasures } from "./cost/cost-measure.js";
import { printCosts } from "./cost/cost-report.js";
import type { IngestCost } from "./ingest-cost.js";
import type { LiveMeasures } from "./live/live.js";
import { printLive } from "./live/live-report.js";
import type { Measurement } from "./measure.js";
import { type PeersOfSize, printPeers } from "./peers/peers-report.js";
import type { QualityMeasure } from "./relevance/judging.js";
import { printRelevance } from "./relevance/relevance-report.js";
import type { SearchMeasure } from "./search/search-measure.js";
import { printSearch } from "./search/search-report.js";
import { tableOf, verdict } from "./table.js";
import type { MailsMeasure } from "./watches/mails-measure.js";
import type { WatchesMeasure } from "./watches/watches-measure.js";
import { printMails, printWatches } from "./watches/watches-report.js";

/** What a run found: the same as a table and as JSON. */
export interface Report {
  /** When, and on what. */
  at: string;
  node: string;
  postgres: string;
  cores: number;
  operations: Measurement[];
  peers: readonly PeersOfSize[];
  ingest: IngestCost[];
  cost?: CostMeasures | undefined;
  relevance: readonly QualityMeasure[];
  search: readonly SearchMeasure[];
  live?: LiveMeasures | undefined;
  watches?: WatchesMeasure | undefined;
  mails?: MailsMeasure | undefined;
  archive?: ArchiveMeasures | undefined;
}

export function printReport(report: Report): string {
  const {
    at,
    node,
    postgres,
    cores,
    operations,
    peers,
    ingest,
    cost,
    relevance,
    search,
    live,
    watches,
    mails,
    archive,
  } = report;
  return [
    `${at}, Node ${node}, PostgreSQL ${postgres}, ${cores} cores`,
    ...(operations.length === 0 ? [] : [printOperations(operations)]),
    ...peers.map(printPeers),
    ...(ingest.length === 0 ? [] : [printIngest(ingest)]),
    ...(cost === undefined ? [] : [printCosts(cost)]),
    ...(relevance.length === 0 ? [] : [printRelevance(relevance)]),
    ...(search.length === 0 ? [] : [printSearch(search)]),
    ...(live === undefined ? [] : [printLive(live)]),
    ...(watches === undefined ? [] : [printWatches(watches)]),
    ...(mails === undefined ? [] : [printMails(mails)]),
    ...(archive === undefined
      ? []
      : [printArchive(archive), printOperations(archive.questions), printSearch([archive.search])]),
  ].join("\n\n");
}

function printOperations(operations: readonly Measurement[]): string {
  return tableOf(
    ["operation", "papers", "median ms", "p99 ms", "Postgres ms", "rows", "statements", "target"],
    operations.map((each) => [
      each.operation,
      String(each.size),
      each.median.toFixed(1),
      each.p99.toFixed(1),
      each.postgresCpu?.toFixed(1) ?? "",
      String(each.rows),
      String(each.statements),
      verdictOn(each),
    ]),
  );
}

function printIngest(ingest: readonly IngestCost[]): string {
  return tableOf(
    ["what the graph and the sums cost an ingest", "papers added", "with s", "without s", "ratio", "target"],
    ingest.map((each) => [
      `into ${each.size}`,
      String(each.papers),
      each.with.toFixed(1),
      each.without.toFixed(1),
      each.ratio.toFixed(2),
      verdict("≤ 1.5", each.ratio <= 1.5),
    ]),
  );
}

function verdictOn({ median, p99, target }: Measurement): string {
  if (target === undefined) return "";
  const kept = median < target.median && (target.p99 === undefined || p99 < target.p99);
  return verdict(`< ${target.median}${target.p99 === undefined ? "" : `, < ${target.p99}`}`, kept);
}
