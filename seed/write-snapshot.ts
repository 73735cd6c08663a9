import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type SnapshotOptions, snapshotLines } from "./snapshot.js";

/** Minimum characters per write. */
const chunkSize = 128 * 1024;

/**
 * Writes a snapshot with backpressure, and leaves the stream open.
 *
 * @param onWritten called after each chunk with the number of lines so far
 * @throws RangeError as `snapshotLines` does; errors of the stream, EPIPE if the reader closed it
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

/** The lines are ASCII, and Latin-1 is encoded faster than UTF-8. */
function bytesOf(ascii: string): Buffer {
  return Buffer.from(ascii, "latin1");
}
