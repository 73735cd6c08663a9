import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Cluster, dataArgument, giveTo } from "./cluster.js";
import {
  errorCode,
  isAlive,
  killWithChildren,
  plainEnvironment,
  signalTo,
  unlessMissing,
} from "./processes.js";

/** The Postgres that runs on a cluster, by what it says of itself in its lock file. */
export interface Postmaster {
  pid: number;
  port: number;
  /** It is still starting, or already stopping, otherwise. */
  ready: boolean;
}

/** Settings for a small machine that also runs the API. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "512MB",
  max_wal_size: "2GB",
  max_connections: "100",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  // Who begins to make an index takes part: as many as there are cores, no more.
  max_parallel_maintenance_workers: String(Math.min(2, availableParallelism() - 1)),
  random_page_cost: "1.1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // Compiling a statement takes longer than most of ours run.
  jit: "off",
};

const largestLog = 5 * 1024 * 1024;

/** Milliseconds for a start, recovery from a crash included, and for a stop. */
export const patience = 300_000;

/** Undefined when none runs; the lock file of one that was killed stays behind and counts for nothing. */
export async function readPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const text = await readFile(lockFileOf(cluster), "utf8").catch(unlessMissing);
  const lines = text?.split("\n") ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (!(await worksIn(pid, cluster.data))) return undefined;
  return { pid, port, ready: lines[7]?.trim() === "ready" };
}

/**
 * A killed Postgres' number may be another program's by now, or that of a corpse that nobody collects, in a container
 * above all. A living one works in its data directory; where the system does not tell, its name has to do.
 */
async function worksIn(pid: number, directory: string): Promise<boolean> {
  if (process.platform !== "linux" || (await stat("/proc/self").catch(unlessMissing)) === undefined)
    return true;
  try {
    const [found, expected] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(directory)]);
    return found.ino === expected.ino && found.dev === expected.dev;
  } catch (error) {
    if (errorCode(error) !== "EACCES") return false;
    const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    return /\(postgres\) [^Z]/.test(status);
  }
}

/**
 * Starts Postgres and waits until it takes connections. It is a process group of its own: neither Ctrl-C nor the end
 * of this process ends it, since other processes may be using it. To be called when `readPostmaster` has found none,
 * under a lock that all hold who start it.
 *
 * @returns false when somebody else has the port
 * @throws Error with the output of Postgres if it fails to start; the signal's reason when it aborts, with Postgres stopped
 */
export async function startPostmaster(
  cluster: Cluster,
  port: number,
  extraSettings: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<boolean> {
  const parameters = Object.entries({ ...settings, ...extraSettings, port: String(port) });
  const command = ["-D", dataArgument(cluster, cluster.data)];
  for (const [name, value] of parameters) command.push("-c", `${name}=${value}`);
  await removeMisleadingLock(cluster);
  for (const deadline = Date.now() + patience; ; await delay(100)) {
    signal.throwIfAborted();
    const complaint = await startOnce(cluster, command, deadline, signal);
    if (complaint === undefined) return true;
    if (complaint.includes("could not bind")) return false;
    // The backends of a killed Postgres finish what they are at; until then the data are theirs.
    if (complaint.includes("is still in use") && Date.now() < deadline) continue;
    const end = complaint.trimEnd().split("\n").slice(-8).join("\n");
    throw new Error(`The embedded PostgreSQL did not start. The end of ${cluster.log}:\n${end}`);
  }
}

/**
 * Where `readPostmaster` saw that the number in the lock file is another program's, Postgres would not. One that
 * nobody has is Postgres' own to judge, which also looks for backends that are left.
 */
async function removeMisleadingLock(cluster: Cluster): Promise<void> {
  const text = await readFile(lockFileOf(cluster), "utf8").catch(unlessMissing);
  if (text !== undefined && isAlive(Number.parseInt(text, 10))) await rm(lockFileOf(cluster));
}

/** Resolves with what a Postgres that did not come up wrote. */
async function startOnce(
  cluster: Cluster,
  command: string[],
  deadline: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const log = await open(cluster.log, "a", 0o600);
  try {
    await giveTo(cluster, cluster.log);
    if ((await log.stat()).size > largestLog) await log.truncate(0);
    const { size } = await log.stat();
    const child = spawn(cluster.binaries.postgres, command, {
      ...cluster.user,
      cwd: cluster.data,
      detached: true,
      env: plainEnvironment(),
      stdio: ["ignore", log.fd, log.fd],
      windowsHide: true,
    });
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, signal) => {
      ended = `It ended with ${signal ?? `code ${code}`}.`;
    });
    child.unref();
    for (;;) {
      const postmaster = await readPostmaster(cluster);
      if (postmaster?.ready && postmaster.pid === child.pid) return undefined;
      if (ended !== undefined) break;
      if (signal.aborted && child.pid !== undefined) {
        await stopProcess(
          child.pid,
          () => Promise.resolve(ended === undefined),
          AbortSignal.timeout(startAbortMs),
        );
        throw signal.reason;
      }
      if (Date.now() > deadline) {
        ended = `It was not ready after ${patience / 1000} seconds and goes on by itself; try again later.`;
        break;
      }
      await delay(20);
    }
    return `${(await readFile(cluster.log)).subarray(size).toString()}\n${ended}`;
  } finally {
    await log.close();
  }
}

/**
 * Stops Postgres, closing its connections, and waits until it has exited.
 *
 * @param overdue when it aborts, Postgres is killed and recovers at its next start
 */
export async function stopPostmaster(cluster: Cluster, overdue: AbortSignal): Promise<void> {
  const postmaster = await readPostmaster(cluster);
  if (postmaster === undefined) return;
  await stopProcess(postmaster.pid, async () => (await readPostmaster(cluster)) !== undefined, overdue);
}

/** Milliseconds for Postgres to stop when its start is aborted. */
const startAbortMs = 1_500;
/** Milliseconds from SIGQUIT until Postgres is killed. */
const quitMs = 300;

/**
 * Fast shutdown: SIGINT. Immediate shutdown: SIGQUIT. A Postgres that obeys neither is stopped or stuck itself. When our process
 * exits before, Postgres is killed: nobody would be left to stop it.
 */
async function stopProcess(pid: number, runs: () => Promise<boolean>, overdue: AbortSignal): Promise<void> {
  const isGone = async (deadline: number, signal?: AbortSignal) => {
    for (; !signal?.aborted && Date.now() < deadline; await delay(10)) if (!(await runs())) return true;
    return false;
  };
  const kill = () => killWithChildren(pid);
  process.once("exit", kill);
  try {
    signalTo(pid, "SIGINT");
    if (await isGone(Date.now() + patience, overdue)) return;
    signalTo(pid, "SIGQUIT");
    if (await isGone(Date.now() + quitMs)) return;
    kill();
    await isGone(Date.now() + quitMs);
  } finally {
    process.off("exit", kill);
  }
}

/**
 * A port of the loopback address that nobody listens on: the preferred one where it is free. New ones lie below those
 * that systems give to outgoing connections, one of which could hold the port when Postgres is started again.
 */
export async function freePort(preferred: number | undefined): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port =
      attempt === 0 && preferred !== undefined ? preferred : 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
  throw new Error("There is no free port on 127.0.0.1 for the embedded PostgreSQL.");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

function lockFileOf({ data }: Cluster): string {
  return join(data, "postmaster.pid");
}
