import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, unlessMissing } from "./processes.js";

/** Makes a directory where it is missing, and checks that we may use it. @throws Error with a `code` of the system */
export async function prepareDirectory(directory: string): Promise<void> {
  await makeDirectory(directory);
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** Node's own recursive `mkdir` retries forever where the parent exists and cannot hold the directory, as in `/proc`. */
async function makeDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(unlessMissing);
  if (found?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) await makeDirectory(parent);
  await mkdir(directory).catch(async (error) => {
    // Another process may have been quicker.
    if (errorCode(error) !== "EEXIST" || !(await stat(directory)).isDirectory()) throw error;
  });
}

/** What an error of the file system means for the database in a directory; other errors are returned as they are. */
export function explainDirectoryError(error: unknown, directory: string): unknown {
  const code = errorCode(error);
  if (code === undefined || !isOfFileSystem(error)) return error;
  const shown = directory.length > 200 ? `${directory.slice(0, 200)}…` : directory;
  return new Error(`The embedded database cannot be kept in ${shown} (${reasons[code] ?? code}). ${remedy}`, {
    cause: error,
  });
}

/** Not of a program that cannot be started, or of a connection. */
function isOfFileSystem(error: unknown): boolean {
  return (
    error instanceof Error &&
    "syscall" in error &&
    !/^(spawn|connect|listen|bind|getaddrinfo|read$)/.test(String(error.syscall))
  );
}

const remedy = "Name a directory in DATA_DIR that this user may write to, or a database in DATABASE_URL.";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "EACCES: permission denied",
  EDQUOT: "EDQUOT: the disk quota is used up",
  EEXIST: "EEXIST: there is a file of this name",
  ENAMETOOLONG: "ENAMETOOLONG: the path is too long",
  ENOENT: "ENOENT: there can be no such directory",
  ENOSPC: "ENOSPC: the disk is full",
  ENOTDIR: "ENOTDIR: a part of the path is not a directory",
  EPERM: "EPERM: the file system does not permit it",
  EROFS: "EROFS: the file system is read-only",
};
