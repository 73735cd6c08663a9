import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type SnapshotOptions, snapshotLines } from "./snapshot.js";

/** Characters that are written at once. */
const chunkSize = 128 * 1024;

/**
 * Writes a snapshot, as fast as it is read, and leaves the stream open.
 *
 * @param onWritten told how many lines have been handed over, time and again
 * @throws RangeError as `snapshotLines` does; what the stream throws, EPIPE when nobody reads on
 */
export async function writeSnapshot(
  stream: Writable,
  options: SnapshotOptions,
  onWritten: (lines: number) => void,
): Promise<void> {
  function* chunks(): Generator<Buffer> {
    let [chunk, lines] = ["", 0];
    for (const line of snapshotLines(options)) {
      chunk += line;
      lines++;
      if (chunk.length < chunkSize) continue;
      yield bytesOf(chunk);
      chunk = "";
      onWritten(lines);
    }
    yield bytesOf(chunk);
  }
  await pipeline(chunks, stream, { end: false });
}

/** All of it is ASCII, which is Latin-1 as well as UTF-8; as UTF-8 it would be gone through twice. */
function bytesOf(ascii: string): Buffer {
  return Buffer.from(ascii, "latin1");
}
