// Frames of RFC 6455 as a server sends them: a text, whole and not masked. Written here and not by the library, so that
// a batch is one piece of memory and one write however many messages it has.

const wholeText = 0x81;
/** Lengths below this stand in the second byte; it and the next number say how many bytes of length follow. */
const [twoBytes, eightBytes] = [126, 127];

/**
 * One frame for each payload, one after another, with the same bytes before and after every payload.
 *
 * @param before in ASCII
 */
export function textFrames(before: string, payloads: readonly Buffer[], after: Buffer): Buffer {
  const around = before.length + after.length;
  const size = payloads.reduce((sum, { length }) => sum + frameSize(length + around), 0);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    at = writeHead(frames, at, payload.length + around);
    at += frames.write(before, at, "latin1");
    at += payload.copy(frames, at);
    at += after.copy(frames, at);
  }
  return frames;
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
