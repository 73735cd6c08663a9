import type { Reader, ReadOptions, SourceRecord } from "../../../src/ingest/records.js";

/** All records that a reader gives for bytes in chunks of a given size. */
export async function readAll(
  reader: Reader,
  bytes: Uint8Array,
  options: ReadOptions,
  size = 64 * 1024,
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of reader(chunked(bytes, size), options)) records.push(record);
  return records;
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
