import type { Writable } from "node:stream";

// Unmasked, unfragmented text frames (RFC 6455). Written here rather than by ws, so that a batch takes one buffer and one write
// regardless of its number of messages. The buffer is reused for the next subscriber: allocating it takes longer than
// filling it.

const wholeText = 0x81;
/** Values of the second byte that announce a 16-bit or 64-bit length; smaller ones are the length itself. */
const [twoBytes, eightBytes] = [126, 127];

/** Maximum size of a buffer that is kept. */
const maxSpareBytes = 1_000_000;

/** Buffer for frames, reused once the operating system has accepted them. */
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
  // The stream still refers to unwritten data.
  if (stream.writableLength > 0 || memory.length > maxSpareBytes) spare = Buffer.alloc(0);
}

function frameSize(length: number): number {
  return length + (length < twoBytes ? 2 : length < 65_536 ? 4 : 10);
}

/** @returns index of the payload */
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
