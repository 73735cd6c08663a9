import { readdir, readFile } from "node:fs/promises";
import sql from "sql-template-tag";
import type { Database } from "../../src/db/database.js";

/** Seconds of CPU time, by what used it. */
export interface ProcessorTime {
  /** The main thread of a process: reads, merges, speaks to Postgres. */
  readonly mainThread: number;
  /** Its other threads: search documents, garbage collection, compression. */
  readonly otherThreads: number;
  /** All processes of the Postgres server. */
  readonly postgres: number;
}

/** Reads what a process and a Postgres server have used so far. @returns undefined where the system does not say */
export async function readProcessorTime(
  pid: number | undefined,
  postmaster: number,
): Promise<ProcessorTime | undefined> {
  const [all, main, server] = await Promise.all([
    readStat(`/proc/${pid}/stat`),
    readStat(`/proc/${pid}/task/${pid}/stat`),
    readServerTime(postmaster),
  ]);
  if (all === undefined || main === undefined || server === undefined) return undefined;
  return { mainThread: main.own, otherThreads: all.own - main.own, postgres: server };
}

/** The process ID of the server's first process, the parent of every backend. The server must run on this machine. */
export async function findPostmaster(db: Database): Promise<number> {
  const [row] = await db.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  return (await readStat(`/proc/${row?.pid}/stat`))?.parent ?? 0;
}

async function readServerTime(postmaster: number): Promise<number | undefined> {
  const server = await readStat(`/proc/${postmaster}/stat`);
  if (server === undefined) return undefined;
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(processes.map((name) => readStat(`/proc/${name}/stat`)));
  return stats
    .filter((stat) => stat?.parent === postmaster)
    .reduce((total, stat) => total + (stat?.own ?? 0), server.own + server.ended);
}

/** proc(5): field 4 is the parent, 14 to 17 are hundredths of a second of the process and of its ended children. */
async function readStat(path: string) {
  const stat = await readFile(path, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const at = (field: number) => fields[field - 3] ?? 0;
  return { parent: at(4), own: (at(14) + at(15)) / 100, ended: (at(16) + at(17)) / 100 };
}
