import { type FileHandle, open, stat } from "node:fs/promises";
import type { Rejection } from "../ingest/summary.js";

/** Writes rejected records as JSON Lines: `{"file":…,"position":{…},"reason":…}`. */
export interface RejectedFile {
  write(rejection: Rejection): Promise<void>;
  /** Flushes and closes the file. Idempotent. */
  close(): Promise<void>;
}

export class RejectedFileError extends Error {}

/** Characters to buffer before writing. */
const bufferSize = 64 * 1024;

/**
 * Opens the file, truncating it.
 *
 * @param inputs the files to ingest, which must not be overwritten
 * @throws RejectedFileError, as do its methods
 */
export async function openRejectedFile(path: string, inputs: readonly string[]): Promise<RejectedFile> {
  const failing = (error: Error) => {
    throw new RejectedFileError(`Cannot write rejected records to ${path}: ${error.message}`);
  };
  for (const input of inputs)
    if (await isSameFile(path, input))
      throw new RejectedFileError(`--rejected would overwrite the input file ${input}. Choose another file.`);
  const handle: FileHandle = await open(path, "w").catch(failing);
  let buffered = "";
  let closed = false;
  const flush = async () => {
    const text = buffered;
    buffered = "";
    await handle.appendFile(text).catch(failing);
  };
  return {
    async write(rejection) {
      buffered += `${JSON.stringify(rejection)}\n`;
      if (buffered.length >= bufferSize) await flush();
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino && first.isFile();
}
