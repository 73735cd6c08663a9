import { readFile, writeFile } from "node:fs/promises";
import type { Report } from "../report.js";
import { peerRows } from "./peers-report.js";

const file = "docs/performance.md";
const start = "<!-- table: peers, written by npm run bench -- --only peers --write-docs -->\n";
const end = "<!-- end -->\n";

export async function writePeersTable(report: Report): Promise<void> {
  await writeFile(file, withPeersTable(await readFile(file, "utf8"), report));
}

/** The document with the figures of a run in place of the last one's. */
export function withPeersTable(text: string, report: PeersReport): string {
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from);
  if (!text.includes(start) || to < 0) throw new Error(`${file}: expected ${start}…${end}`);
  return text.slice(0, from) + printTables(report) + text.slice(to);
}

type PeersReport = Pick<Report, "at" | "cores" | "node" | "postgres" | "peers">;

function printTables({ at, cores, node, postgres, peers }: PeersReport): string {
  const heads = [
    "question",
    "peer",
    "requests/s",
    "slowest, fastest round",
    "CPU ms a request: server + Postgres",
    "share of the limit",
    "× PostGraphile",
  ];
  return peers
    .map(({ papers, questions }) => {
      const rows = peerRows(questions).map((row) => [
        row.question,
        row.peer,
        count(row.requestsPerSecond),
        row.spread.map(count).join(", "),
        [row.serverCpu, row.postgresCpu].map((ms) => ms?.toFixed(2) ?? "?").join(" + "),
        row.share?.toFixed(2) ?? "",
        row.timesPostgraphile?.toFixed(2) ?? "",
      ]);
      return `${count(papers)} papers (${at.slice(0, 10)}, ${cores} cores, Node ${node}, PostgreSQL ${postgres}):

${[heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("")}`;
    })
    .join("\n");
}

function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
