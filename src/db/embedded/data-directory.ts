import { access, constants, mkdir, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, unlessMissing } from "./processes.js";

/**
 * Creates a directory if it is missing, and checks that it is accessible and does not belong to another program.
 *
 * @throws Error, also with a system `code`
 */
export async function prepareDirectory(directory: string): Promise<void> {
  await makeDirectory(directory);
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  const entries = await readdir(directory);
  const [other] = entries.filter((entry) => !harmless.test(entry)).sort();
  if (other !== undefined && !entries.some((entry) => ours.test(entry)))
    throw unusable(
      directory,
      `it has other files, such as ${JSON.stringify(other)}, and no database of papergraph`,
      "Set DATA_DIR to a new or empty directory",
    );
}

/** What the embedded database writes; a start that is killed may leave some of it. */
const ours =
  /^(postgres(\.log|\.making-\w+(\.password)?)?|connection\.json(\.\d+)?|reserve\.\d|lock\.\d+\.\w+)$/;

/** In new volumes and directories; `npm run bench` has its own in `.data/bench`. */
const harmless = /^(\..*|lost\+found|desktop\.ini|bench)$/;

/** Node's recursive `mkdir` retries forever if the parent exists but cannot hold the directory, as in `/proc`. */
async function makeDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(unlessMissing);
  if (found?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) await makeDirectory(parent);
  await mkdir(directory).catch(async (error) => {
    // Another process may have created it first.
    if (errorCode(error) !== "EEXIST" || !(await stat(directory)).isDirectory()) throw error;
  });
}

/** Explains a file-system error in terms of the data directory; returns other errors unchanged. */
export function explainDirectoryError(error: unknown, directory: string): unknown {
  const code = errorCode(error);
  if (code === undefined || !isOfFileSystem(error)) return error;
  return unusable(
    directory,
    reasons[code] ?? code,
    "Set DATA_DIR to a directory that this user can write to",
    error,
  );
}

function unusable(directory: string, reason: string, remedy: string, cause?: unknown): Error {
  const shown = directory.length > 200 ? `${directory.slice(0, 200)}…` : directory;
  return new Error(
    `The embedded database cannot be stored in ${shown} (${reason}). ${remedy}, or set DATABASE_URL.`,
    { cause },
  );
}

/** Excludes errors of spawning a program and of connections. */
function isOfFileSystem(error: unknown): boolean {
  return (
    error instanceof Error &&
    "syscall" in error &&
    !/^(spawn|connect|listen|bind|getaddrinfo|read$)/.test(String(error.syscall))
  );
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "EACCES: permission denied",
  EDQUOT: "EDQUOT: the disk quota is used up",
  EEXIST: "EEXIST: a file with this name exists",
  ENAMETOOLONG: "ENAMETOOLONG: the path is too long",
  ENOENT: "ENOENT: the directory cannot be created",
  ENOSPC: "ENOSPC: the disk is full",
  ENOTDIR: "ENOTDIR: part of the path is not a directory",
  EPERM: "EPERM: the file system does not permit it",
  EROFS: "EROFS: the file system is read-only",
};
