import { type FileHandle, open, stat } from "node:fs/promises";
import type { Rejection } from "../ingest/summary.js";

/** A file that takes rejected records as JSON Lines, however many: `{"file":…,"position":{…},"reason":…}`. */
export interface RejectedFile {
  write(rejection: Rejection): Promise<void>;
  /** Writes what is left to write; a second time does nothing. */
  close(): Promise<void>;
}

export class RejectedFileError extends Error {}

/** How much is written at once. */
const enough = 64 * 1024;

/**
 * Opens the file anew, whatever was in it.
 *
 * @param inputs the files that are read: none of them may be the one
 * @throws RejectedFileError, as its methods do
 */
export async function openRejectedFile(path: string, inputs: readonly string[]): Promise<RejectedFile> {
  const failing = (error: Error) => {
    throw new RejectedFileError(`The rejected records cannot be written to ${path}: ${error.message}`);
  };
  for (const input of inputs)
    if (await isSameFile(path, input))
      throw new RejectedFileError(`--rejected would write over ${input}, which is to be read; name another.`);
  const handle: FileHandle = await open(path, "w").catch(failing);
  let waiting = "";
  let closed = false;
  const flush = async () => {
    const text = waiting;
    waiting = "";
    await handle.appendFile(text).catch(failing);
  };
  return {
    async write(rejection) {
      waiting += `${JSON.stringify(rejection)}\n`;
      if (waiting.length >= enough) await flush();
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
