import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./cluster.js";

/**
 * Runs `work` while no other process on this machine runs anything under the same lock file. The file holds the
 * holder's process number: a lock whose holder is dead counts for nothing.
 */
export async function withLockFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) await delay(25);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  // Linked into place, the file appears with its content; written there, it would be empty for a moment.
  const own = `${path}.${process.pid}`;
  await writeFile(own, String(process.pid), { mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (!isHeld(await readHolder(path))) await clear(path);
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

/** Takes a dead holder's lock away; puts it back when another process took it meanwhile. */
async function clear(path: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  await rename(path, aside).catch(() => undefined);
  if (isHeld(await readHolder(aside))) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

function isHeld(holder: number | undefined): boolean {
  return holder !== undefined && holder > 0 && isAlive(holder);
}
