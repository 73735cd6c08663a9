import { foldSpace } from "../../../text/spaces.js";

export interface Line {
  /** 1 for the first. */
  number: number;
  /** White space folded; undefined if the bytes are not valid UTF-8. */
  text: string | undefined;
}

/** Reads all lines; undefined if there are more than `maxBytes`. */
export async function readLines(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Line[] | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  const lines: Line[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let from = 0; from < whole.length; ) {
    const newline = whole.indexOf(0x0a, from);
    const end = newline < 0 ? whole.length : newline;
    lines.push({ number: lines.length + 1, text: decode(decoder, whole.subarray(from, end)) });
    from = end + 1;
  }
  return lines;
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return foldSpace(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
