export type Utf16 = "utf-16le" | "utf-16be";

/**
 * Detects UTF-16 by its byte order mark, or by the position of zeros, because all supported formats begin with ASCII. Undefined
 * for other encodings.
 */
export function utf16Of(beginning: Uint8Array): Utf16 | undefined {
  const [first, second, third, fourth] = beginning;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && fourth === 0 && first !== 0 && third !== 0) return "utf-16le";
  if (first === 0 && third === 0 && second !== 0 && fourth !== 0) return "utf-16be";
  return undefined;
}

/** Converts UTF-16 to UTF-8; lone surrogates become U+FFFD. */
export async function* recodeUtf16(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Utf16,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
