import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./processes.js";

// A Postgres that cannot write its log for want of space stops, and cannot recover before there is space for at least one
// more segment of 16 MB. So some space is kept in reserve: with it Postgres starts on a full disk, and serves reads.

const fileBytes = 16 * 1024 * 1024;
const files = 4;

/** How Postgres runs on the reserve: it must not use it up, so nothing is written but what reads and checkpoints write. */
export const reserveSettings: Readonly<Record<string, string>> = {
  default_transaction_read_only: "on",
  autovacuum: "off",
  max_wal_size: "48MB",
  min_wal_size: "32MB",
  checkpoint_timeout: "30s",
};

/** Whether there is less space than Postgres needs to recover. */
export async function isDiskFull(directory: string): Promise<boolean> {
  return (await freeBytes(directory)) < 2 * fileBytes;
}

/** Whether there is space for a reserve, and for as much again. */
export async function hasRoom(directory: string): Promise<boolean> {
  return (await freeBytes(directory)) >= 2 * files * fileBytes;
}

/** Fills up the reserve where there is room for it. */
export async function makeReserve(directory: string): Promise<void> {
  if (!(await hasRoom(directory))) return;
  const zeros = Buffer.alloc(fileBytes);
  for (const path of pathsIn(directory)) {
    if ((await stat(path).catch(() => undefined))?.size === fileBytes) continue;
    const file = await open(path, "w", 0o600);
    try {
      await file.writeFile(zeros);
    } catch (error) {
      // A limit on the size of files, or the disk filled up meanwhile; there is less of a reserve then.
      if (errorCode(error) !== "ENOSPC" && errorCode(error) !== "EFBIG") throw error;
      await rm(path, { force: true });
    } finally {
      await file.close();
    }
  }
}

/** Gives the reserve back to the disk. @returns whether there was any */
export async function releaseReserve(directory: string): Promise<boolean> {
  let released = false;
  for (const path of pathsIn(directory)) {
    released ||= (await stat(path).catch(() => undefined)) !== undefined;
    await rm(path, { force: true });
  }
  return released;
}

function pathsIn(directory: string): string[] {
  return Array.from({ length: files }, (_, index) => join(directory, `reserve.${index + 1}`));
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
