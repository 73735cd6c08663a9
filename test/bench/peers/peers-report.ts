import { tableOf, verdict } from "../table.js";
import type { QuestionMeasure } from "./peers-measure.js";

/** Share of the limit that every question has to reach. */
const minShare = 0.6;

export function printPeers(measures: readonly QuestionMeasure[]): string {
  return tableOf(
    [
      "16 connections, changing values",
      "peer",
      "requests/s",
      "slowest, fastest",
      "CPU ms: server",
      "Postgres",
      "share of the limit",
    ],
    measures.flatMap(({ question, peers }) => {
      const limit = peers[0]?.requestsPerSecond ?? Number.NaN;
      return peers.map((peer, index) => {
        const share = peer.requestsPerSecond / limit;
        return [
          index === 0 ? question : "",
          peer.peer,
          peer.requestsPerSecond.toFixed(0),
          peer.spread.map((rate) => rate.toFixed(0)).join(", "),
          peer.serverCpu?.toFixed(2) ?? "",
          peer.postgresCpu?.toFixed(2) ?? "",
          index === 0 ? "" : verdict(`${share.toFixed(2)} (≥ ${minShare})`, share >= minShare),
        ];
      });
    }),
  );
}
