export type Utf16 = "utf-16le" | "utf-16be";

/**
 * In which order a text of UTF-16 has its bytes: by its byte order mark, or, since all formats that are read begin in ASCII,
 * by where the zeros are. undefined for other texts.
 */
export function utf16Of(beginning: Uint8Array): Utf16 | undefined {
  const [first, second, third, fourth] = beginning;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && fourth === 0 && first !== 0 && third !== 0) return "utf-16le";
  if (first === 0 && third === 0 && second !== 0 && fourth !== 0) return "utf-16be";
  return undefined;
}

/** A text of UTF-16 as UTF-8; halves of surrogate pairs become U+FFFD. */
export async function* recodeUtf16(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Utf16,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
