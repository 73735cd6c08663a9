import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./processes.js";

// Postgres stops when it has no space to write its log, and cannot recover until there is space for at least one more
// 16 MB segment. The reserve lets Postgres start on a full disk and serve reads.

const fileBytes = 16 * 1024 * 1024;
const files = 4;

/** Postgres settings on the reserve: only reads and checkpoints may write, so that it is not used up. */
export const reserveSettings: Readonly<Record<string, string>> = {
  default_transaction_read_only: "on",
  autovacuum: "off",
  max_wal_size: "48MB",
  min_wal_size: "32MB",
  checkpoint_timeout: "30s",
};

/** Whether the disk has less space than Postgres needs to recover. */
export async function isDiskFull(directory: string): Promise<boolean> {
  return (await freeBytes(directory)) < 2 * fileBytes;
}

/** Whether the disk has space for twice the reserve. */
export async function hasRoom(directory: string): Promise<boolean> {
  return (await freeBytes(directory)) >= 2 * files * fileBytes;
}

/** Allocates the reserve if there is room. */
export async function makeReserve(directory: string): Promise<void> {
  if (!(await hasRoom(directory))) return;
  const zeros = Buffer.alloc(fileBytes);
  for (const path of pathsIn(directory)) {
    if ((await stat(path).catch(() => undefined))?.size === fileBytes) continue;
    const file = await open(path, "w", 0o600);
    try {
      await file.writeFile(zeros);
    } catch (error) {
      // The disk filled up in the meantime or file sizes are limited; the reserve is smaller then.
      if (errorCode(error) !== "ENOSPC" && errorCode(error) !== "EFBIG") throw error;
      await rm(path, { force: true });
    } finally {
      await file.close();
    }
  }
}

/** Deletes the reserve. @returns whether there was one */
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
