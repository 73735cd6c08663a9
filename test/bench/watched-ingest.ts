import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { openDatabase } from "../../src/db/client.js";
import type { Summary } from "../../src/ingest/summary.js";
import { start } from "../kit/server/processes.js";
import { findPostmaster, type ProcessorTime, readProcessorTime } from "./processor-time.js";

/** What an ingest did, as the command line of users ran it. */
export interface WatchedIngest {
  /** From the start of the process to its end. */
  seconds: number;
  summary: Summary;
  /** Bytes that the process held at most; undefined where the system does not tell. */
  peakMemory: number | undefined;
  /** How many papers were stored at which second. */
  stored: Stored[];
  /** CPU time that the process and Postgres used; undefined where the system does not say. */
  processorTime: ProcessorTime | undefined;
}

export interface Stored {
  seconds: number;
  papers: number;
}

/** Milliseconds between two looks at the process. */
const pace = 200;

/**
 * Runs `papergraph ingest` on files in a process of its own.
 *
 * @param countPapers returns the number of papers stored so far; called often, so it must be cheap
 * @throws Error when the process fails
 */
export async function watchIngest(
  url: string,
  files: readonly string[],
  countPapers: () => Promise<number> = async () => 0,
): Promise<WatchedIngest> {
  const db = openDatabase({ url, connections: 1 });
  const postmaster = await findPostmaster(db).finally(() => db.close());
  const started = performance.now();
  const secondsNow = () => (performance.now() - started) / 1_000;
  const { child, finished } = start(["ingest", "--json", ...files], { DATABASE_URL: url });
  let ended: number | undefined;
  const end = finished.then((result) => {
    ended = secondsNow();
    return result;
  });
  const stored: Stored[] = [];
  let peakMemory: number | undefined;
  let processorTime: ProcessorTime | undefined;
  const before = await readProcessorTime(child.pid, postmaster);
  while (ended === undefined) {
    const memory = await memoryOf(child.pid);
    if (memory !== undefined) peakMemory = Math.max(peakMemory ?? 0, memory);
    processorTime = (await readProcessorTime(child.pid, postmaster)) ?? processorTime;
    stored.push({ papers: await countPapers(), seconds: secondsNow() });
    await Promise.race([delay(pace), end]);
  }
  const { code, stdout, stderr } = await end;
  if (stdout === "") throw new Error(`The ingest ended with ${code}: ${stderr}`);
  return {
    seconds: ended,
    summary: JSON.parse(stdout) as Summary,
    peakMemory,
    stored,
    processorTime: processorTime && {
      ...processorTime,
      postgres: processorTime.postgres - (before?.postgres ?? 0),
    },
  };
}

/** Linux tells the most that a process ever held, others what it holds now. */
async function memoryOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => undefined);
  const kilobytes =
    status === undefined
      ? await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)])
          .then(({ stdout }) => stdout)
          .catch(() => "")
      : /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  const bytes = Number.parseInt(kilobytes ?? "", 10) * 1024;
  return Number.isNaN(bytes) ? undefined : bytes;
}
