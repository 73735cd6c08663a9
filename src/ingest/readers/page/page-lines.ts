import { foldSpace } from "../../../text/spaces.js";

/** A line of a page, white space folded. */
export interface Line {
  /** 1 for the first. */
  number: number;
  /** undefined where the bytes are not valid UTF-8. */
  text: string | undefined;
}

/** All lines; undefined when there are more bytes than `largest`. */
export async function readLines(
  bytes: AsyncIterable<Uint8Array>,
  largest: number,
): Promise<Line[] | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > largest) return undefined;
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
