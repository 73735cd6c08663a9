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
  function* chunks(): Generator<string> {
    let [chunk, lines] = ["", 0];
    for (const line of snapshotLines(options)) {
      chunk += line;
      lines++;
      if (chunk.length < chunkSize) continue;
      yield chunk;
      chunk = "";
      onWritten(lines);
    }
    yield chunk;
  }
  await pipeline(chunks, stream, { end: false });
}
