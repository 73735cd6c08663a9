import { tableOf, verdict } from "../table.js";
import type { PeerMeasure, QuestionMeasure } from "./peers-measure.js";

export interface PeersOfSize {
  readonly papers: number;
  readonly questions: readonly QuestionMeasure[];
}

export interface PeerRow extends PeerMeasure {
  /** Empty after the first row of a question. */
  readonly question: string;
  /** Throughput as a share of the limit's; undefined for the limit. */
  readonly share: number | undefined;
  /** Throughput in multiples of PostGraphile's; undefined for PostGraphile and without it. */
  readonly timesPostgraphile: number | undefined;
}

/** What papergraph has to reach with every question, at changing values. */
const [minShare, minTimes] = [0.6, 1.7];

export function printPeers({ papers, questions }: PeersOfSize): string {
  return tableOf(
    [
      `${papers} papers, 16 connections`,
      "peer",
      "requests/s",
      "slowest, fastest",
      "CPU ms: server",
      "Postgres",
      "share of the limit",
      "× PostGraphile",
    ],
    peerRows(questions).map((row) => {
      const judged = (value: number | undefined, least: number) => {
        if (value === undefined) return "";
        if (row.kind !== "papergraph" || row.cache) return value.toFixed(2);
        return verdict(`${value.toFixed(2)} (≥ ${least})`, value >= least);
      };
      return [
        row.question,
        row.peer,
        row.requestsPerSecond.toFixed(0),
        row.spread.map((rate) => rate.toFixed(0)).join(", "),
        row.serverCpu?.toFixed(2) ?? "",
        row.postgresCpu?.toFixed(2) ?? "",
        judged(row.share, minShare),
        judged(row.timesPostgraphile, minTimes),
      ];
    }),
  );
}

/** The peers of each question, with their throughput compared. */
export function peerRows(questions: readonly QuestionMeasure[]): PeerRow[] {
  return questions.flatMap(({ question, peers }) => {
    const rateOf = (kind: PeerMeasure["kind"]) => peers.find((peer) => peer.kind === kind)?.requestsPerSecond;
    const [limit, postgraphile] = [rateOf("limit"), rateOf("postgraphile")];
    return peers.map((peer, index): PeerRow => {
      const compared = (to: number | undefined) => to && peer.requestsPerSecond / to;
      return {
        ...peer,
        question: index === 0 ? question : "",
        share: peer.kind === "limit" ? undefined : compared(limit),
        timesPostgraphile: peer.kind === "postgraphile" ? undefined : compared(postgraphile),
      };
    });
  });
}
