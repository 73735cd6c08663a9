import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Cluster, dataArgument, giveTo } from "./cluster.js";
import { allocation, settings } from "./postgres-settings.js";
import {
  errorCode,
  isAlive,
  killWithChildren,
  plainEnvironment,
  signalTo,
  unlessMissing,
} from "./processes.js";

/** The running Postgres of a cluster, as described by its lock file. */
export interface Postmaster {
  pid: number;
  port: number;
  /** False while it is starting or stopping. */
  ready: boolean;
}

const maxLogBytes = 5 * 1024 * 1024;

/** Milliseconds for a start, including crash recovery, and for a stop. */
export const startTimeoutMs = 300_000;

/** Undefined if Postgres is not running; ignores the lock file of one that was killed. */
export async function readPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const text = await readFile(lockFileOf(cluster), "utf8").catch(unlessMissing);
  const lines = text?.split("\n") ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (!(await runsIn(pid, cluster.data))) return undefined;
  return { pid, port, ready: lines[7]?.trim() === "ready" };
}

/**
 * The process ID of a killed Postgres may belong to another program by now, or to a zombie, especially in a container. A live
 * Postgres has its data directory as working directory; if that is not readable, its name decides.
 */
async function runsIn(pid: number, directory: string): Promise<boolean> {
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
 * Starts Postgres and waits until it accepts connections. It has its own process group, so that neither Ctrl-C nor the end
 * of this process stops it while others use it. The caller holds the lock file, and `readPostmaster` has found none.
 *
 * @returns false if the port is in use
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
  for (const deadline = Date.now() + startTimeoutMs; ; await delay(100)) {
    signal.throwIfAborted();
    const output = await startOnce(cluster, command, deadline, signal);
    if (output === undefined) return true;
    if (output.includes("could not bind")) return false;
    // The backends of a killed Postgres are finishing their work.
    if (output.includes("is still in use") && Date.now() < deadline) continue;
    const end = output.trimEnd().split("\n").slice(-8).join("\n");
    throw new Error(`The embedded PostgreSQL did not start. The end of ${cluster.log}:\n${end}`);
  }
}

/**
 * Removes a lock file whose process ID belongs to another program, which Postgres cannot detect. If no process has the ID,
 * Postgres removes the file itself, after checking for remaining backends.
 */
async function removeMisleadingLock(cluster: Cluster): Promise<void> {
  const text = await readFile(lockFileOf(cluster), "utf8").catch(unlessMissing);
  if (text !== undefined && isAlive(Number.parseInt(text, 10))) await rm(lockFileOf(cluster));
}

/** @returns the output of Postgres if it failed to start */
async function startOnce(
  cluster: Cluster,
  command: string[],
  deadline: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const log = await open(cluster.log, "a", 0o600);
  try {
    await giveTo(cluster, cluster.log);
    if ((await log.stat()).size > maxLogBytes) await log.truncate(0);
    const { size } = await log.stat();
    const child = spawn(cluster.binaries.postgres, command, {
      ...cluster.user,
      cwd: cluster.data,
      detached: true,
      env: { ...plainEnvironment(), ...allocation },
      stdio: ["ignore", log.fd, log.fd],
      windowsHide: true,
    });
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, signal) => {
      ended = `It exited with ${signal ?? `code ${code}`}.`;
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
        ended = `It was not ready after ${startTimeoutMs / 1000} seconds and is still starting; try again later.`;
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
 * Requests a fast shutdown (SIGINT), then an immediate one (SIGQUIT), then kills Postgres. Also kills it if this process exits
 * before, because no other process would stop it.
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
    if (await isGone(Date.now() + startTimeoutMs, overdue)) return;
    signalTo(pid, "SIGQUIT");
    if (await isGone(Date.now() + quitMs)) return;
    kill();
    await isGone(Date.now() + quitMs);
  } finally {
    process.off("exit", kill);
  }
}

/**
 * A free port of the loopback address, if possible the preferred one. Others are below the range of ephemeral ports, so that
 * an outgoing connection does not occupy the port when Postgres is restarted.
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
