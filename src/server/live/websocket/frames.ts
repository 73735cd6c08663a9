import type { Writable } from "node:stream";

// Frames of RFC 6455 as a server sends them: a text, whole and not masked. Written here and not by the library, so that
// a batch is one piece of memory and one write however many messages it has. That memory is used again for the next
// subscriber: to allocate it each time takes longer than to fill it.

const wholeText = 0x81;
/** Lengths below this stand in the second byte; it and the next number say how many bytes of length follow. */
const [twoBytes, eightBytes] = [126, 127];

/** Larger memory is not kept. */
const maxSpareBytes = 1_000_000;

/** Memory for frames, reused by the next write once the operating system has taken them. */
let spare = Buffer.alloc(0);

/**
 * Writes one frame for each payload, one after another, with the same bytes before and after every payload.
 *
 * @param before in ASCII
 */
export function writeTextFrames(
  stream: Writable,
  before: string,
  payloads: readonly Buffer[],
  after: Buffer,
): void {
  const around = before.length + after.length;
  const size = payloads.reduce((sum, { length }) => sum + frameSize(length + around), 0);
  if (spare.length < size) spare = Buffer.allocUnsafeSlow(size);
  const memory = spare;
  let at = 0;
  for (const payload of payloads) {
    at = writeHead(memory, at, payload.length + around);
    at += memory.write(before, at, "latin1");
    at += payload.copy(memory, at);
    at += after.copy(memory, at);
  }
  stream.write(memory.subarray(0, size));
  // The stream still refers to what it could not write at once.
  if (stream.writableLength > 0 || memory.length > maxSpareBytes) spare = Buffer.alloc(0);
}

function frameSize(length: number): number {
  return length + (length < twoBytes ? 2 : length < 65_536 ? 4 : 10);
}

/** @returns where the payload begins */
function writeHead(frames: Buffer, at: number, length: number): number {
  frames[at] = wholeText;
  if (length < twoBytes) {
    frames[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    frames[at + 1] = twoBytes;
    return frames.writeUInt16BE(length, at + 2);
  }
  frames[at + 1] = eightBytes;
  return frames.writeBigUInt64BE(BigInt(length), at + 2);
}
