import { randomBytes } from "node:crypto";
import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, unlessMissing } from "./processes.js";

/**
 * Runs `work` while holding a lock on this machine.
 *
 * Each contender creates its own file, `<path>.<pid>.<random>`, and holds the lock if no other exists; otherwise it
 * deletes its file and retries. Of two simultaneous contenders at least one sees the other, so two never both hold the lock.
 * Because names are unique, deleting the file of a killed process cannot release the lock of a live one, as it could with
 * one shared file.
 *
 * @throws the signal's reason when it aborts while waiting; running work is not interrupted
 */
export async function withLockFile<T>(
  path: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const file = await acquire(dirname(path), basename(path), signal);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, heartbeatIntervalMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** Milliseconds between heartbeats of a holder. */
const heartbeatIntervalMs = 2_000;

/** Milliseconds without a heartbeat after which a holder counts as dead, even if its process ID exists. */
const heartbeatTimeoutMs = 20_000;

async function acquire(directory: string, name: string, signal: AbortSignal | undefined): Promise<string> {
  for (;;) {
    signal?.throwIfAborted();
    const own = `${name}.${process.pid}.${randomBytes(6).toString("hex")}`;
    const file = join(directory, own);
    await writeFile(file, "", { mode: 0o600 });
    if (!(await isTaken(directory, name, own))) return file;
    await rm(file, { force: true });
    // Random, so that two contenders do not retry in lockstep; short, so that the lock is not idle for long.
    await delay(10 + Math.random() * 40);
  }
}

async function isTaken(directory: string, name: string, own: string): Promise<boolean> {
  let taken = false;
  for (const entry of await readdir(directory)) {
    if (entry === own || !entry.startsWith(`${name}.`)) continue;
    if (await isAbandoned(directory, entry, own)) await rm(join(directory, entry), { force: true });
    else taken = true;
  }
  return taken;
}

/**
 * After a reboot or in a new container, another program, even this one, may have the process ID of the dead holder. Then
 * the age of its last heartbeat decides, by the clock of the file system.
 */
async function isAbandoned(directory: string, other: string, own: string): Promise<boolean> {
  const pid = Number(other.split(".").at(-2));
  if (!Number.isInteger(pid) || !isAlive(pid)) return true;
  const theirs = await stat(join(directory, other)).catch(unlessMissing);
  const ours = await stat(join(directory, own)).catch(unlessMissing);
  if (theirs === undefined) return true;
  return ours !== undefined && theirs.mtimeMs < ours.mtimeMs - heartbeatTimeoutMs;
}
